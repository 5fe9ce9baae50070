package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/gpu-discovery.sh} with an nvidia-smi that is made up. */
class GpuDiscoveryTest {

  private static final Path SCRIPT = Path.of("..", "deploy", "gpu-discovery.sh").toAbsolutePath();

  @TempDir private Path folder;

  /** What the script answered. */
  private record Answer(int code, String out, String err) {}

  @Test
  void everyIndexIsAnAddressInTheFormThatSparkReads() throws Exception {
    Answer answer = discover("printf '0\\n1\\n10\\n'");

    assertThat(answer.code()).isZero();
    assertThat(new ObjectMapper().readTree(answer.out()))
        .isEqualTo(
            new ObjectMapper()
                .readTree("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\", \"10\"]}"));
  }

  @Test
  void aFailureIsALineOnStandardErrorAndNothingElse() throws Exception {
    assertFails(discover("echo no driver; exit 9"), "nvidia-smi failed: no driver");
    assertFails(
        discover("echo 'No devices were found'"), "nvidia-smi lists no numbers: No devices");
    assertFails(discover("true"), "nvidia-smi lists none");
  }

  @Test
  void aMachineWithoutTheDriverIsToldToInstallIt() throws Exception {
    assertFails(run(), "no nvidia-smi on the PATH; install NVIDIA's driver");
  }

  private static void assertFails(Answer answer, String why) {
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).startsWith("cellora: Cannot find GPUs (" + why);
    assertThat(answer.err().lines()).hasSize(1);
  }

  private Answer discover(String nvidiaSmi) throws IOException, InterruptedException {
    Path program = folder.resolve("nvidia-smi");
    Files.writeString(program, "#!/bin/sh\n" + nvidiaSmi + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return run();
  }

  /** With no program on the PATH but those of the folder and uname, which the script needs. */
  private Answer run() throws IOException, InterruptedException {
    Path uname = folder.resolve("uname");
    Files.writeString(uname, "#!/bin/sh\necho there\n");
    assertThat(uname.toFile().setExecutable(true)).isTrue();
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder script =
        new ProcessBuilder("/bin/bash", SCRIPT.toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    script.environment().put("PATH", folder.toString());
    int code = script.start().waitFor();
    return new Answer(code, Files.readString(out), Files.readString(err));
  }
}
