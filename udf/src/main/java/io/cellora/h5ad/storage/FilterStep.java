package io.cellora.h5ad.storage;

import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.util.Map;

/**
 * A filter of a dataset's pipeline.
 *
 * @param id as HDF5 registers it
 * @param settings its client data
 */
record FilterStep(int id, int[] settings) {

  static final int DEFLATE = 1;
  static final int SHUFFLE = 2;
  static final int FLETCHER32 = 3;
  static final int LZF = 32000;
  static final int LZ4 = 32004;
  static final int BITSHUFFLE = 32008;
  static final int ZSTD = 32015;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(DEFLATE, "gzip"),
          Map.entry(SHUFFLE, "shuffle"),
          Map.entry(FLETCHER32, "fletcher32"),
          Map.entry(4, "szip"),
          Map.entry(5, "nbit"),
          Map.entry(6, "scaleoffset"),
          Map.entry(305, "lzo"),
          Map.entry(307, "bzip2"),
          Map.entry(LZF, "lzf"),
          Map.entry(32001, "blosc"),
          Map.entry(LZ4, "lz4"),
          Map.entry(BITSHUFFLE, "bitshuffle"),
          Map.entry(32013, "zfp"),
          Map.entry(ZSTD, "zstd"),
          Map.entry(32017, "sz"),
          Map.entry(32018, "fcidecomp"),
          Map.entry(32026, "blosc2"));

  static FilterStep of(FilterInfo info) {
    int[] settings = info.getData() == null ? new int[0] : info.getData();
    return new FilterStep(info.getId(), settings);
  }

  String name() {
    return NAMES.getOrDefault(id, "filter " + id);
  }

  /** How many times larger than its input the output of this filter can be. */
  int mostGrowth() {
    return switch (id) {
      case SHUFFLE, FLETCHER32 -> 1;
      case DEFLATE -> 1_100;
      case LZF, LZ4 -> 300;
      default -> 1 << 16;
    };
  }

  @Override
  public String toString() {
    return id == DEFLATE && settings.length > 0 ? name() + " " + settings[0] : name();
  }
}
