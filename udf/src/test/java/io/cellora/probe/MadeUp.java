package io.cellora.probe;

import io.cellora.encoder.DeviceChoice;
import io.cellora.probe.JvmFacts.Cache;
import io.cellora.probe.JvmFacts.Gpus;
import io.cellora.probe.JvmFacts.Memory;
import io.cellora.probe.JvmFacts.Natives;
import io.cellora.probe.JvmFacts.Place;
import io.cellora.probe.JvmFacts.Processor;
import io.cellora.probe.SessionFacts.Wanted;
import io.cellora.torch.TorchGpus;
import io.cellora.torch.TorchProbe.Torch;
import java.util.List;

/** Facts of machines that do not exist: a good one, and what may be wrong with it. */
public final class MadeUp {

  public static final long GIBI = 1L << 30;

  private Place place = new Place("driver", "here");
  private List<String> features = List.of("avx2", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16");
  private Memory memory = new Memory("17.0.1", 4 * GIBI, Memory.NO_LIMIT, 16 * GIBI, "4");
  private String platform = "linux-amd64";
  private String glibc = "2.34";
  private String glibcxx = "3.4.30";
  private Cache cache = new Cache("djl-cache/pytorch", true, false, 9 * GIBI, "", true);
  private Torch torch = new Torch("2.7.1", 1, new TorchGpus(false, 0), "");
  private Gpus gpus = new Gpus(List.of(), List.of());

  public static MadeUp machine() {
    return new MadeUp();
  }

  /** A session in one JVM that asks for nothing special. */
  public static SessionFacts local(DeviceChoice device) {
    return new SessionFacts("local[2]", 1, 2, 384L << 20, 0, new Wanted(device, 1, 512));
  }

  /** A session on YARN with executors of 4 tasks. */
  public static SessionFacts yarn(long overheadBytes, int executors, DeviceChoice device) {
    return new SessionFacts("yarn", 1, 4, overheadBytes, executors, new Wanted(device, 1, 512));
  }

  public MadeUp executor(String id, String host) {
    place = new Place(id, host);
    return this;
  }

  public MadeUp features(String... flags) {
    features = List.of(flags);
    return this;
  }

  public MadeUp heap(long bytes, long container) {
    memory = new Memory("17.0.1", bytes, container, 16 * GIBI, memory.arenas());
    return this;
  }

  public MadeUp withoutArenas() {
    memory = new Memory("17.0.1", memory.heap(), memory.container(), memory.machine(), "");
    return this;
  }

  public MadeUp platform(String name) {
    platform = name;
    return this;
  }

  public MadeUp glibc(String version) {
    glibc = version;
    return this;
  }

  public MadeUp glibcxx(String version) {
    glibcxx = version;
    return this;
  }

  public MadeUp cache(Cache other) {
    cache = other;
    return this;
  }

  public MadeUp torch(Torch other) {
    torch = other;
    return this;
  }

  public MadeUp gpus(List<String> cards, List<String> assigned) {
    gpus = new Gpus(cards, assigned);
    return this;
  }

  public JvmFacts facts() {
    return new JvmFacts(
        place,
        new Processor("Made Up 9000", 8, features),
        memory,
        new Natives(platform, glibc, glibcxx, cache),
        torch,
        gpus);
  }
}
