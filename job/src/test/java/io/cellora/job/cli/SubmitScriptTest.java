package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/spark-submit.sh, with a made-up spark-submit that shows its arguments. */
class SubmitScriptTest {

  private static final Path SCRIPT =
      Path.of("..", "deploy", "spark-submit.sh").toAbsolutePath().normalize();
  private static final List<String> CLUSTER =
      List.of("--master", "spark://here:7077", "--deploy-mode", "cluster", "--");

  @TempDir private Path folder;

  @BeforeEach
  void madeUpJar() throws IOException {
    Files.createFile(folder.resolve("cellora.jar"));
  }

  @Test
  void aDriverOfAStandaloneClusterThatFailsIsNoSuccess() throws IOException, InterruptedException {
    assertThat(submit("State of driver driver-1 is FAILED, exiting.", CLUSTER, "doctor"))
        .isEqualTo(1);
    assertThat(said())
        .contains("State of driver driver-1 is FAILED")
        .contains("cellora: Cannot finish (the driver did not end well")
        .endsWith(": doctor\n");
  }

  @Test
  void aDriverOfAStandaloneClusterThatFinishesIsOne() throws IOException, InterruptedException {
    assertThat(submit("State of driver driver-1 is FINISHED, exiting.", CLUSTER, "doctor"))
        .isZero();
    assertThat(said()).contains("spark.standalone.submit.waitAppCompletion=true");
  }

  @Test
  void elsewhereTheExitCodeIsThatOfSpark() throws IOException, InterruptedException {
    List<String> client = List.of("--master", "spark://here:7077", "--");

    assertThat(submit("nothing of drivers", client, "doctor")).isZero();
    assertThat(submit("nothing of drivers\nexit 3", client, "doctor")).isEqualTo(3);
    assertThat(submit("exit 3", List.of("--master", "yarn", "--deploy-mode=cluster", "--"), "run"))
        .isEqualTo(3);
  }

  @Test
  void jarsOfTheUserComeBesideThose() throws IOException, InterruptedException {
    submit("", List.of("--jars", "a.jar,b.jar", "--name", "mine", "--"), "doctor", "--json");

    assertThat(said())
        .containsOnlyOnce("--jars")
        .contains("a.jar,b.jar")
        .endsWith("--name\nmine\n" + folder.resolve("cellora.jar") + "\ndoctor\n--json\n");
  }

  @Test
  void aDriverThatAWorkerStartsOpensWhatTheTestsOpenAndHasTheUsersOptions()
      throws IOException, InterruptedException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--driver-java-options",
                "-Done=1 -Dtwo=2",
                "--conf",
                "spark.driver.extraJavaOptions=-Dthree=3"));
    options.addAll(CLUSTER);
    submit("State of driver driver-1 is FINISHED, exiting.", options, "doctor");

    String all = said().lines().filter(line -> line.contains("--add-opens")).findFirst().orElse("");
    assertThat(all).endsWith(" -Done=1 -Dtwo=2 -Dthree=3");
    assertThat(opens(Stream.of(all.split(" "))))
        .isEqualTo(opens(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()))
        .isNotEmpty();
  }

  private static List<String> opens(Stream<String> arguments) {
    return arguments.filter(argument -> argument.startsWith("--add-opens=")).sorted().toList();
  }

  /** Answers the script's exit code. A line {@code exit 3} is that of spark-submit. */
  private int submit(String log, List<String> options, String... command)
      throws IOException, InterruptedException {
    Path spark = Files.createDirectories(folder.resolve("bin")).resolve("spark-submit");
    String lines =
        log.replaceAll("(?m)^(?!exit)(.+)$", "echo '$1' >&2") + "\n"; // what it says, then ends
    Files.writeString(spark, "#!/bin/sh\nprintf '%s\\n' \"$@\" >&2\n" + lines);
    assertThat(spark.toFile().setExecutable(true)).isTrue();
    List<String> all = new ArrayList<>(List.of("bash", SCRIPT.toString()));
    all.addAll(options);
    all.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("CELLORA_JAR", folder.resolve("cellora.jar").toString());
    builder.environment().put("CELLORA_NATIVES", "none");
    builder.environment().put("PYTORCH_LIBRARY_PATH", folder.toString());
    return builder.start().waitFor();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }
}
