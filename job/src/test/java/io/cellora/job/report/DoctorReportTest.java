package io.cellora.job.report;

import static io.cellora.probe.MadeUp.GIBI;
import static io.cellora.probe.MadeUp.machine;
import static io.cellora.probe.MadeUp.yarn;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.encoder.DeviceChoice;
import io.cellora.probe.Advice;
import io.cellora.probe.Finding;
import io.cellora.probe.JvmFacts;
import io.cellora.torch.TorchProbe.Torch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On machines that are made up. */
class DoctorReportTest {

  private final List<JvmFacts> jvms =
      List.of(
          machine().facts(),
          machine().executor("0", "a").gpus(List.of("L4", "L4"), List.of("0")).facts(),
          machine().executor("1", "b").gpus(List.of("L4", "L4"), List.of("1")).facts(),
          machine().executor("2", "c").glibc("2.17").torch(Torch.absent("old")).facts());

  private final List<Finding> findings = Advice.of(jvms, yarn(GIBI, 3, DeviceChoice.CPU));

  @Test
  void likeExecutorsShareAColumnThatListsHostsAndGpus() {
    List<String> lines = DoctorText.machines(jvms).lines().toList();

    assertThat(lines.get(0)).matches("what +driver +executors 0, 1 +executor 2");
    assertThat(lines.get(1)).matches("host +here +a, b +c");
    assertThat(lines).anyMatch(line -> line.matches("glibc +2\\.34 +2\\.34 +2\\.17"));
    assertThat(lines).anyMatch(line -> line.matches("GPUs +- +2 x L4 +-"));
    assertThat(lines).anyMatch(line -> line.matches("GPUs assigned +- +0, 1 +-"));
    assertThat(lines)
        .anyMatch(line -> line.matches("torch +2\\.7\\.1, CPU, threads 1 +2.* +not started"));
  }

  @Test
  void aHundredLikeExecutorsAreOneColumnWithAFewNames() {
    List<JvmFacts> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(machine().executor(Integer.toString(i), "host" + i).facts());
    }

    assertThat(DoctorText.machines(many).lines().toList().get(0))
        .isEqualTo("what           executors 0, 1, 2 and 97 more");
  }

  @Test
  void whatMustBeChangedIsSaidBelowItsFindingAndCounted() {
    List<String> lines = DoctorText.advice(jvms, findings).lines().toList();

    int change =
        lines.indexOf(lines.stream().filter(l -> l.startsWith("change")).findFirst().get());
    assertThat(lines.get(change)).matches("change  glibc +2\\.17, torch needs 2\\.29 +executor 2");
    assertThat(lines.get(change + 1)).startsWith("          -> run on Amazon Linux 2023");
    assertThat(lines).anyMatch(l -> l.matches("ok +glibc +2\\.34, .* +driver, executors 0, 1"));
    assertThat(lines)
        .anyMatch(l -> l.matches("ok +libstdc\\+\\+ +3\\.4\\.30, torch needs 3\\.4\\.26"));
    assertThat(lines.get(lines.size() - 1)).isEqualTo("Not ready: 2 to change before it runs");
  }

  @Test
  void jsonLeavesOutWhatIsNotKnown() throws IOException {
    JsonNode root = new ObjectMapper().readTree(DoctorJson.of(jvms, findings));

    assertThat(root.path("ready").asBoolean(true)).isFalse();
    assertThat(root.path("jvms")).hasSize(4);
    assertThat(root.path("jvms").path(0).path("memory"))
        .hasToString(
            "{\"java\":\"17.0.1\",\"heap\":4294967296,\"machine\":17179869184,"
                + "\"malloc_arena_max\":\"4\"}");
    assertThat(root.path("jvms").path(3).path("torch"))
        .hasToString("{\"starts\":false,\"problem\":\"old\"}");
    assertThat(root.path("jvms").path(2).path("gpus"))
        .hasToString("{\"cards\":[\"L4\",\"L4\"],\"assigned\":[\"1\"]}");
    assertThat(root.path("advice")).hasSize(findings.size());
  }
}
