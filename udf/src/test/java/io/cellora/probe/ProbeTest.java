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
  void linuxTellsProcessorMemoryAndTheVersionsOfItsLibraries() throws IOException {
    write(
        "proc/cpuinfo",
        "processor\t: 0\nmodel name\t: Made Up 9000\nflags\t\t: fpu avx2 amx_bf16\n\nprocessor\t: 1\n");
    write("proc/meminfo", "MemTotal:       16384 kB\nMemFree:        1 kB\n");
    write(
        "proc/self/maps",
        "7f00-7f01 r--p 0 fe:00 3   /lib/libm.so.6\n7f02-7f03 r 0 1 2 /lib/libc.so.6\n");
    write("lib/libc.so.6", "\0\1GNU C Library (Made Up) stable release version 2.31.\n\0");
    write(
        "usr/lib64/libstdc++.so.6",
        "\0GLIBCXX_3.4\0GLIBCXX_3.4.9\0GLIBCXX_3.4.28\0GLIBCXX_3.4.3\0");
    write("opt/new/libstdc++.so.6", "GLIBCXX_3.4.30\0");
    LinuxFiles linux = new LinuxFiles(root);

    assertThat(linux.processorModel()).isEqualTo("Made Up 9000");
    assertThat(linux.processorFlags()).containsExactly("fpu", "avx2", "amx_bf16");
    assertThat(linux.memory()).hasValue(16L << 20);
    assertThat(linux.glibc()).isEqualTo("2.31");
    assertThat(linux.glibcxx("")).isEqualTo("3.4.28");
    assertThat(linux.glibcxx("/opt/old:/opt/new")).isEqualTo("3.4.30");
  }

  @Test
  void oldAndOtherLibrariesOfCAreKnownByTheirNames() throws IOException {
    write("proc/self/maps", "7f02-7f03 r 0 1 2 /lib64/libc-2.17.so\n");
    write("lib64/libc-2.17.so", "GNU C Library (GNU libc) stable release version 2.17, by Roland");
    assertThat(new LinuxFiles(root).glibc()).isEqualTo("2.17");

    write("proc/self/maps", "7f02-7f03 r 0 1 2 /lib/ld-musl-x86_64.so.1\n");
    assertThat(new LinuxFiles(root).glibc()).isEqualTo("musl");
  }

  @Test
  void whereThereAreNoSuchFilesNothingIsKnown() {
    LinuxFiles nothing = new LinuxFiles(root);

    assertThat(nothing.processorModel()).isEmpty();
    assertThat(nothing.processorFlags()).isEmpty();
    assertThat(nothing.memory()).isEmpty();
    assertThat(nothing.glibc()).isEmpty();
    assertThat(nothing.glibcxx("")).isEmpty();
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
