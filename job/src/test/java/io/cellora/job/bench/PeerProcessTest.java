package io.cellora.job.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerProcessTest {

  @TempDir Path work;

  @Test
  void isStartedWithItsScriptAndTheOptions() throws IOException {
    String script =
        "echo \"$@\" >'%s'\n".formatted(work.resolve("arguments"))
            + PythonStandIn.answering(3, work, 2);
    try (PeerProcess peer = started(script)) {
      assertThat(peer.versions()).containsEntry("stand-in", "1").containsKey("python");
    }
    assertThat(Files.readString(work.resolve("arguments")))
        .isEqualTo(work.resolve("peers_embed.py") + " --serve --threads 2\n");
    assertThat(work.resolve("peers.py")).as("which the script imports").isNotEmptyFile();
    assertThat(work.resolve("peers_embed.py")).isNotEmptyFile();
  }

  @Test
  void answersRunsAndTheRowsTheyMade() throws IOException {
    Path rows = Files.write(work.resolve("rows"), floats(1, 2, 3, 4, 5, 6));
    try (PeerProcess peer = started(PythonStandIn.answering(3, rows, 2))) {
      assertThat(peer.run()).isEqualTo(new PeerProcess.Run(3, 0.5));
      assertThat(peer.rows(7, work.resolve("a copy")))
          .isDeepEqualTo(new float[][] {{1, 2}, {3, 4}, {5, 6}});
    }
  }

  @Test
  void stepsOfATrainingGoOnUntilItRestarts() throws IOException {
    try (PeerProcess peer = started(PythonStandIn.training(8, new double[] {3, 2.5, 2}))) {
      PeerTraining first = peer.train(2);
      PeerTraining both = first.then(peer.train(1));
      peer.restart();

      assertThat(first.losses()).containsEntry("total", List.of(3.0, 2.5));
      assertThat(both.losses()).containsEntry("total", List.of(3.0, 2.5, 2.0));
      assertThat(both.cells()).containsExactly(8L, 8L, 8L);
      assertThat(both.seconds()).containsExactly(0.25, 0.25, 0.25);
      assertThat(both.peakBytes()).isEqualTo(4096);
      assertThat(peer.train(1).losses()).containsEntry("total", List.of(3.0));
    }
  }

  @Test
  void aFileThatEndsEarlyIsNamed() throws IOException {
    Path rows = Files.write(work.resolve("rows"), floats(1, 2, 3));
    try (PeerProcess peer = started(PythonStandIn.answering(3, rows, 2))) {
      assertThatThrownBy(() -> peer.rows(1, work.resolve("copy")))
          .hasMessage(
              "Cannot run the peer (what it wrote cannot be read: %s; it said: nothing)",
              work.resolve("copy"));
    }
  }

  @Test
  void whatItSaidBeforeItEndedIsPassedOn() {
    assertThatThrownBy(() -> started("echo 'no torch here' >&2\n"))
        .hasMessage("Cannot run the peer (it ended; it said: no torch here)");
  }

  @Test
  void everyKitIsInTheJar() {
    for (PeerKit kit : List.of(PeerKit.READ, PeerKit.EMBED, PeerKit.TRAIN)) {
      assertThat(PeerFiles.copy(kit.script(), work)).isNotEmptyFile();
      assertThat(PeerFiles.copy(kit.requirements(), work)).isNotEmptyFile();
      kit.bareRequirements().map(file -> PeerFiles.copy(file, work)).ifPresent(Path::toFile);
    }
  }

  private PeerProcess started(String script) throws IOException {
    Path environment = PythonStandIn.environment(work.resolve("venv"), script);
    Path python = PeerEnvironment.python(environment, PeerKit.EMBED, work, line -> {});
    return PeerProcess.start(python, PeerKit.EMBED, work, List.of("--threads", "2"));
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
