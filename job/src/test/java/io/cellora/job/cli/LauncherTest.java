package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell scripts around the program. */
class LauncherTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void theLauncherOpensWhatTheTestsOpen() throws IOException {
    List<String> tests = ManagementFactory.getRuntimeMXBean().getInputArguments();
    String launcher = Files.readString(Path.of("target", "launcher", "java.args"));

    assertThat(opens(Stream.of(launcher.split("\\s+")))).isEqualTo(opens(tests.stream()));
    assertThat(opens(tests.stream())).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cellora", "deploy/spark-submit.sh", "deploy/gpu-discovery.sh", ".ci/run"})
  void scriptsParseAndMayBeRun(String script) throws IOException, InterruptedException {
    Path path = ROOT.resolve(script);
    Process check = new ProcessBuilder("bash", "-n", path.toString()).inheritIO().start();

    assertThat(check.waitFor()).isZero();
    assertThat(Files.isExecutable(path)).isTrue();
  }

  private static List<String> opens(Stream<String> arguments) {
    return arguments
        .map(argument -> argument.replace("--add-opens ", "--add-opens="))
        .filter(argument -> argument.startsWith("--add-opens="))
        .sorted()
        .toList();
  }
}
