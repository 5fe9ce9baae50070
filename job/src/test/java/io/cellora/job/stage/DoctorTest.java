package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Settings;
import io.cellora.torch.TorchEngine;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On the machine that runs the tests, in one JVM. */
class DoctorTest extends SparkTestBase {

  private final StageTestBase.Told told = new StageTestBase.Told();

  @Test
  void inOneJvmTheDriverIsTheOnlyColumn() {
    assertThat(doctor(OutputForm.TABLE, Map.of())).isZero();
    assertThat(told.lines).hasSize(3).startsWith("Looking at the driver");
    assertThat(told.lines.get(1)).matches("(?s)what +driver\\nhost .*");
    assertThat(told.lines.get(1).lines())
        .anyMatch(line -> line.matches("torch +2\\.7\\.1, CPU, threads \\d+"));
    assertThat(told.lines.get(2)).contains("\nReady to run");
  }

  @Test
  void jsonSaysWhatWasFoundAndWhetherItIsReady() throws IOException {
    assertThat(doctor(OutputForm.JSON, Map.of())).isZero();

    JsonNode root = new ObjectMapper().readTree(told.lines.get(told.lines.size() - 1));
    assertThat(root.path("ready").asBoolean()).isTrue();
    JsonNode driver = root.path("jvms").path(0);
    assertThat(driver.path("id").asText()).isEqualTo("driver");
    assertThat(driver.path("torch").path("version").asText()).startsWith("2.7.1");
    assertThat(driver.path("memory").path("heap").asLong())
        .isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(root.path("advice").path(0))
        .hasToString(
            "{\"level\":\"ok\",\"about\":\"platform\",\"found\":\"linux-amd64\","
                + "\"jvms\":[\"driver\"]}");
  }

  @Test
  void aGpuThatIsRequiredAndNotThereIsExitCode1WithTheWayOut() {
    Map<String, String> required = Map.of("encoder.device", "gpu");
    boolean there = TorchEngine.gpus().cudaBuild();

    assertThat(doctor(OutputForm.TABLE, required)).isEqualTo(there ? 0 : 1);
    assertThat(told.lines.get(2)).contains("cuda:0").contains(there ? "Ready" : "PYTORCH_FLAVOR");
  }

  private int doctor(OutputForm form, Map<String, String> settings) {
    return Doctor.run(spark, Settings.defaultsWith(settings), form, told);
  }
}
