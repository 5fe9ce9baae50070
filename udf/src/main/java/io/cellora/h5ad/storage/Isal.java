package io.cellora.h5ad.storage;

import com.intel.gkl.compression.IntelInflater;
import java.util.zip.Inflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Intel's ISA-L as the GKL library carries it: looked for once in a JVM, and logged once. */
final class Isal {

  private static final Logger LOG = LoggerFactory.getLogger(Isal.class);
  private static final boolean LOADED = load();

  private Isal() {}

  static boolean loaded() {
    return LOADED;
  }

  /** An inflater of raw deflate streams, without zlib's header. */
  static Inflater inflater() {
    return new IntelInflater(true);
  }

  private static boolean load() {
    String why = "its native library does not load";
    try {
      IntelInflater probe = new IntelInflater(true);
      boolean loaded = probe.load(null);
      probe.end();
      if (loaded) {
        LOG.info("Chunks are inflated by Intel ISA-L");
        return true;
      }
    } catch (LinkageError | RuntimeException e) {
      why = e.toString();
    }
    LOG.warn("Chunks are inflated by zlib, slower than Intel ISA-L ({})", why);
    return false;
  }
}
