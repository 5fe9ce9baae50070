package io.cellora.probe;

import static io.cellora.encoder.DeviceChoice.AUTO;
import static io.cellora.encoder.DeviceChoice.CPU;
import static io.cellora.encoder.DeviceChoice.GPU;
import static io.cellora.probe.MadeUp.GIBI;
import static io.cellora.probe.MadeUp.local;
import static io.cellora.probe.MadeUp.machine;
import static io.cellora.probe.MadeUp.yarn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.cellora.encoder.DeviceChoice;
import io.cellora.probe.Finding.Level;
import io.cellora.probe.JvmFacts.Cache;
import io.cellora.probe.JvmFacts.Memory;
import io.cellora.probe.SessionFacts.Wanted;
import io.cellora.torch.TorchGpus;
import io.cellora.torch.TorchProbe.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Findings on facts that are made up. */
class AdviceTest {

  private static final long MEBI = 1L << 20;
  private static final String FOLDER =
      "--conf spark.executorEnv.DJL_CACHE_DIR=/a/folder, and DJL_CACHE_DIR for the driver";

  @Test
  void aGoodMachineIsReadyAndEveryTopicIsSaid() {
    List<Finding> findings = Advice.of(List.of(machine().facts()), local(AUTO));

    assertThat(findings).allMatch(finding -> finding.level() == Level.OK);
    assertThat(findings)
        .extracting(Finding::about)
        .containsExactly(
            "platform",
            "glibc",
            "libstdc++",
            "native cache",
            "downloads",
            "torch",
            "processor",
            "GPU",
            "memory",
            "malloc arenas",
            "threads");
    assertThat(Advice.ready(findings)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.17 | CHANGE | 2.17, torch needs 2.29",
        "2.28 | CHANGE | 2.28, torch needs 2.29",
        "2.29 | OK | 2.29, torch needs 2.29",
        "2.100 | OK | 2.100, torch needs 2.29",
        "musl | CHANGE | musl (Alpine)",
        "'' | HINT | version not known, torch needs 2.29"
      })
  void anOldGlibcMustBeChanged(String version, Level level, String found) {
    Finding glibc = only("glibc", machine().glibc(version).facts(), local(AUTO));

    assertThat(glibc.level()).isEqualTo(level);
    assertThat(glibc.found()).isEqualTo(found);
    if (level == Level.CHANGE) {
      assertThat(glibc.change()).contains("Amazon Linux 2023, Ubuntu 20.04, Debian 11");
    }
  }

  @Test
  void torchIsNotTriedWhereItCannotLoad() {
    assertThat(machine().glibc("2.17").facts().natives().obstacle())
        .contains("glibc: 2.17, torch needs 2.29");
    assertThat(machine().glibcxx("3.4.25").facts().natives().obstacle())
        .contains("libstdc++: 3.4.25, torch needs 3.4.26");
    assertThat(machine().platform("mac os x-aarch64").facts().natives().obstacle())
        .contains("platform: mac os x-aarch64");
    assertThat(machine().facts().natives().obstacle()).isEmpty();
    assertThat(machine().glibc("").glibcxx("").facts().natives().obstacle()).isEmpty();
  }

  @Test
  void aFolderThatIsFullOrNotWritableMustBeChangedUnlessLibtorchIsThere() {
    assertThat(cache(new Cache("djl-cache", false, false, 9 * GIBI, "", true)))
        .isEqualTo(change("native cache", "not writable: djl-cache", FOLDER));
    assertThat(cache(new Cache("/tmp", true, false, 100 * MEBI, "", true)))
        .isEqualTo(
            change(
                "native cache", "0.1 GiB free, 0.5 GiB needed: /tmp", "make room, or " + FOLDER));
    assertThat(cache(new Cache("/tmp", false, true, 0, "", true)).level()).isEqualTo(Level.OK);
  }

  @Test
  void aLibraryPathWithoutLibtorchMustBeChanged() {
    assertThat(cache(new Cache("/tmp", true, false, 9 * GIBI, "/opt/torch/lib", true)))
        .isEqualTo(
            change(
                "native cache",
                "no libtorch in PYTORCH_LIBRARY_PATH /opt/torch/lib",
                "name the lib folder of an installed torch 2.7.1, or unset it"));
    assertThat(cache(new Cache("/tmp", false, true, 0, "/opt/torch/lib", true)).level())
        .isEqualTo(Level.OK);
  }

  @Test
  void allowedDownloadsAreAHint() {
    JvmFacts facts = machine().cache(new Cache("/tmp", true, true, 0, "", false)).facts();

    assertThat(only("downloads", facts, local(AUTO)).level()).isEqualTo(Level.HINT);
  }

  @Test
  void torchThatDoesNotStartSaysWhy() {
    Finding torch = only("torch", machine().torch(Torch.absent("no such jar")).facts(), local(CPU));

    assertThat(torch.level()).isEqualTo(Level.CHANGE);
    assertThat(torch.found()).isEqualTo("does not start: no such jar");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "avx2 amx_tile amx_bf16 avx512_bf16 | OK | computes in bfloat16 (amx_bf16)",
        "avx2 avx512f avx512_bf16 | OK | computes in bfloat16 (avx512_bf16)",
        "avx2 avx512f | HINT | no bfloat16 arithmetic: only float32 is fast",
        "sse4_2 | HINT | no AVX2 named: torch is slow"
      })
  void theProcessorIsJudgedByItsFeatures(String flags, Level level, String found) {
    Finding processor =
        only("processor", machine().features(flags.split(" ")).facts(), local(AUTO));

    assertThat(processor.level()).isEqualTo(level);
    assertThat(processor.found()).isEqualTo(found);
  }

  /**
   * Weights 4 x (28,231 x 1,024 + 2 x 1,024^2 + 1,024 x 128) = 124,547,072; a cell 4 x (28,231 + 3
   * x 1,024 + 128) = 125,724, 2,048 of them; 300 MB of libtorch: 682,029,824 bytes.
   */
  @Test
  void tooLittleOverheadMustBeChangedToWhatIsNeeded() {
    assertThat(MemoryAdvice.needed(yarn(0, 1, AUTO))).isEqualTo(682_029_824);
    JvmFacts executor = machine().executor("1", "there").facts();

    assertThat(only("memory overhead", executor, yarn(384 * MEBI, 1, AUTO)))
        .isEqualTo(
            change(
                "memory overhead",
                "0.4 GiB outside the heap; SCimilarity v1.1 in 4 tasks needs 0.6 GiB",
                "--conf spark.executor.memoryOverhead=700m",
                "1"));
    assertThat(only("memory overhead", executor, yarn(700 * MEBI, 1, AUTO)).level())
        .isEqualTo(Level.OK);
  }

  @Test
  void heapAndTorchMustFitInTheContainerElseInTheMachine() {
    assertThat(only("memory", machine().heap(4 * GIBI, 4 * GIBI).facts(), local(AUTO)))
        .isEqualTo(
            change(
                "memory",
                "heap 4.0 GiB + 0.5 GiB for SCimilarity v1.1 in 2 tasks, of 4.0 GiB",
                "a smaller heap (CELLORA_DRIVER_MEMORY), or fewer cores (--master)"));
    assertThat(only("memory", machine().heap(4 * GIBI, 5 * GIBI).facts(), local(AUTO)).level())
        .isEqualTo(Level.OK);
    JvmFacts whole = machine().heap(16 * GIBI, Memory.NO_LIMIT).facts();
    assertThat(only("memory", whole, local(AUTO)).level()).isEqualTo(Level.CHANGE);
  }

  @Test
  void unsetArenasAreAHintThatKnowsWhereToSetThem() {
    JvmFacts driver = machine().withoutArenas().facts();
    JvmFacts executor = machine().executor("1", "there").withoutArenas().facts();

    assertThat(findings("malloc arenas", List.of(driver, executor), yarn(GIBI, 1, AUTO)))
        .extracting(Finding::level, Finding::change, Finding::places)
        .containsExactly(
            tuple(Level.HINT, "--conf spark.executorEnv.MALLOC_ARENA_MAX=4", List.of("1")),
            tuple(Level.HINT, "export MALLOC_ARENA_MAX=4", List.of("driver")));
  }

  @Test
  void aGpuThatIsRequiredAndNotAssignedMustBeChanged() {
    JvmFacts executor = machine().executor("1", "there").facts();

    assertThat(only("GPU", executor, yarn(GIBI, 1, GPU)))
        .isEqualTo(
            change(
                "GPU",
                "encoder.device=gpu, and Spark assigned none to tasks (nvidia-smi lists 0)",
                "--settings conf/gpu.conf: it says what Spark must be told",
                "1"));
  }

  @Test
  void aGpuThatLiesIdleIsAHint() {
    JvmFacts executor =
        machine().executor("1", "there").gpus(List.of("NVIDIA L4, 23034 MiB"), List.of()).facts();

    assertThat(only("GPU", executor, yarn(GIBI, 1, AUTO)).level()).isEqualTo(Level.HINT);
    assertThat(only("GPU", executor, yarn(GIBI, 1, CPU)).level()).isEqualTo(Level.OK);
  }

  @Test
  void anAssignedGpuThatTorchCannotUseMustBeChanged() {
    assertThat(assigned("0", new TorchGpus(true, 1)).level()).isEqualTo(Level.OK);
    assertThat(assigned("0", new TorchGpus(false, 1)))
        .isEqualTo(
            change(
                "GPU",
                "cuda:0: libtorch was built for the CPU",
                "set PYTORCH_LIBRARY_PATH to the lib folder of an installed torch 2.7.1+cu128,"
                    + " PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128",
                "1"));
    assertThat(assigned("0", new TorchGpus(true, 0)).found())
        .isEqualTo("cuda:0: no GPU is visible");
    assertThat(assigned("GPU-1f", new TorchGpus(true, 1)).found())
        .isEqualTo("cuda:GPU-1f: addresses must be numbers");
  }

  @Test
  void inOneJvmGpuMeansTheFirst() {
    assertThat(only("GPU", machine().facts(), local(GPU)).found())
        .isEqualTo("cuda:0: no GPU is visible");
  }

  @Test
  void theDriverOfAClusterNeedsNeitherGpuNorRoom() {
    JvmFacts driver = machine().heap(16 * GIBI, 16 * GIBI).facts();
    JvmFacts executor =
        machine()
            .executor("1", "there")
            .torch(new Torch("2.7.1", 1, new TorchGpus(true, 1), ""))
            .gpus(List.of(), List.of("0"))
            .facts();

    assertThat(Advice.ready(Advice.of(List.of(driver, executor), yarn(GIBI, 1, GPU)))).isTrue();
  }

  @Test
  void equalFindingsAreSaidOnceWithTheirPlaces() {
    List<JvmFacts> jvms =
        List.of(
            machine().facts(),
            machine().executor("1", "a").glibc("2.17").facts(),
            machine().executor("2", "b").glibc("2.17").facts());

    assertThat(findings("glibc", jvms, yarn(GIBI, 2, AUTO)))
        .extracting(Finding::level, Finding::places)
        .containsExactly(
            tuple(Level.CHANGE, List.of("1", "2")), tuple(Level.OK, List.of("driver")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1 | OK | 1 of torch a task, spark.task.cpus=1",
        "4 | 1 | HINT | 4 of torch a task, spark.task.cpus=1: tasks take each other's cores",
        "1 | 4 | HINT | 1 of torch a task, spark.task.cpus=4: cores stay idle"
      })
  void threadsAreComparedWithTheCoresOfATask(int threads, int cpus, Level level, String found) {
    SessionFacts session =
        new SessionFacts("local[4]", cpus, 1, 0, 0, new Wanted(DeviceChoice.CPU, threads, 1));
    Finding finding = only("threads", machine().facts(), session);

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.found()).isEqualTo(found);
  }

  @Test
  void executorsThatDoNotAnswerAreCounted() {
    JvmFacts driver = machine().facts();
    JvmFacts executor = machine().executor("1", "there").facts();

    assertThat(findings("executors", List.of(driver), yarn(GIBI, 0, AUTO)).get(0).level())
        .isEqualTo(Level.CHANGE);
    assertThat(findings("executors", List.of(driver, executor), yarn(GIBI, 2, AUTO)).get(0))
        .isEqualTo(
            new Finding(
                Level.HINT,
                "executors",
                "1 of 2 answered",
                "run it again when the cluster is idle",
                List.of()));
    assertThat(findings("executors", List.of(driver), local(AUTO))).isEmpty();
  }

  private static Finding assigned(String address, TorchGpus gpus) {
    JvmFacts executor =
        machine()
            .executor("1", "there")
            .torch(new Torch("2.7.1", 1, gpus, ""))
            .gpus(List.of(), List.of(address))
            .facts();
    return only("GPU", executor, yarn(GIBI, 1, AUTO));
  }

  private static Finding cache(Cache cache) {
    return only("native cache", machine().cache(cache).facts(), local(AUTO));
  }

  private static Finding only(String about, JvmFacts facts, SessionFacts session) {
    List<Finding> findings = findings(about, List.of(facts), session);
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private static List<Finding> findings(String about, List<JvmFacts> jvms, SessionFacts session) {
    return Advice.of(jvms, session).stream()
        .filter(finding -> finding.about().equals(about))
        .toList();
  }

  private static Finding change(String about, String found, String change) {
    return change(about, found, change, "driver");
  }

  private static Finding change(String about, String found, String change, String place) {
    return new Finding(Level.CHANGE, about, found, change, List.of(place));
  }
}
