package io.cellora.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import io.cellora.probe.JvmFacts.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On files that are made up, and on the machine that runs the tests. */
class ProbeTest extends SparkTestBase {

  @TempDir private Path root;

  @Test
  void linuxTellsProcessorAndMemory() throws IOException {
    write(
        "proc/cpuinfo",
        "processor\t: 0\nmodel name\t: Made Up 9000\nflags\t\t: fpu avx2 amx_bf16\n\nprocessor\t: 1\n");
    write("proc/meminfo", "MemTotal:       16384 kB\nMemFree:        1 kB\n");
    LinuxFiles linux = new LinuxFiles(root);

    assertThat(linux.processorModel()).isEqualTo("Made Up 9000");
    assertThat(linux.processorFlags()).containsExactly("fpu", "avx2", "amx_bf16");
    assertThat(linux.memory()).hasValue(16L << 20);
  }

  @Test
  void whereThereAreNoSuchFilesNothingIsKnown() {
    LinuxFiles nothing = new LinuxFiles(root);

    assertThat(nothing.processorModel()).isEmpty();
    assertThat(nothing.processorFlags()).isEmpty();
    assertThat(nothing.memory()).isEmpty();
  }

  @Test
  void cardsAreWhatNvidiaSmiListsAndNoneIfItFails() throws IOException {
    Path program = write("nvidia-smi", "#!/bin/sh\necho 'NVIDIA L4, 23034 MiB'\necho\n");
    Path broken = write("broken", "#!/bin/sh\necho 'no driver'\nexit 9\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(broken.toFile().setExecutable(true)).isTrue();

    assertThat(NvidiaSmi.cards(program.toString())).containsExactly("NVIDIA L4, 23034 MiB");
    assertThat(NvidiaSmi.cards(broken.toString())).isEmpty();
    assertThat(NvidiaSmi.cards(root.resolve("missing").toString())).isEmpty();
  }

  @Test
  void theCacheIsLookedAtWithoutBeingMade() throws IOException {
    Path folder = root.resolve("a/b/pytorch");
    Cache empty = CacheFolder.look(folder, "", true);

    assertThat(empty.writable()).isTrue();
    assertThat(empty.filled()).isFalse();
    assertThat(empty.freeBytes()).isPositive();
    assertThat(root.resolve("a")).doesNotExist();

    write("a/b/pytorch/2.7.1-cpu/libtorch.so", "");
    assertThat(CacheFolder.look(folder, "", true).filled()).isFalse();
    Path lib = write("a/b/pytorch/2.7.1-cpu/libtorch_cpu.so", "").getParent();
    assertThat(CacheFolder.look(folder, "", true).filled()).isTrue();
    assertThat(CacheFolder.look(folder, lib.toString(), true).filled()).isTrue();
    assertThat(CacheFolder.look(folder, root.toString(), true).filled()).isFalse();
  }

  @Test
  void aFileWhereTheCacheShouldBeIsNotWritable() throws IOException {
    Path file = write("home", "");

    assertThat(CacheFolder.look(file.resolve("pytorch"), "", true).writable()).isFalse();
  }

  @Test
  void aTaskSeesWhatTheDriverSeesInOneJvm() {
    List<JvmFacts> facts =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(List.of(0, 1), 2)
            .mapPartitions(new ProbeTask(1))
            .collect();

    JvmFacts driver = Probe.ofThisJvm(1);
    assertThat(facts).containsExactly(driver, driver);
    assertThat(driver.place().isDriver()).isTrue();
    assertThat(driver.torch().started()).isTrue();
    assertThat(driver.memory().heap()).isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(driver.natives().cache().filled()).isTrue();
    assertThat(driver.natives().obstacle()).isEmpty();
  }

  @Test
  void gpusOfAllTasksOfAJvmAreKept() {
    JvmFacts facts = MadeUp.machine().gpus(List.of("a card"), List.of("1")).facts();

    assertThat(facts.withAssigned(List.of("0")).withAssigned(List.of("1")).gpus())
        .isEqualTo(new JvmFacts.Gpus(List.of("a card"), List.of("0", "1")));
  }

  private Path write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }
}
