package io.cellora.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.job.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {

  private static final Settings SETTINGS =
      TrainingCoordinatorTest.settings(Map.of("train.epochs", "3"));
  private static final double[] SHARE = {45, 20, 30, 25};

  @TempDir private Path folder;

  private final List<String> told = new ArrayList<>();
  private FileSystem files;

  @BeforeEach
  void openDisk() throws IOException {
    files = FullDisk.open();
  }

  @AfterEach
  void closeDisk() throws IOException {
    FullDisk.ROOM.set(Long.MAX_VALUE);
    files.close();
  }

  @Test
  void whatIsReadIsWhatWasWrittenBitForBit() throws IOException {
    TrainingState state = trained(6);
    store(2).save(state.checkpoint());

    Checkpoint read = store(2).latest(told::add).orElseThrow();

    assertThat(read)
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> a.compareTo(b) == 0, Double.class)
        .withEqualsForType((a, b) -> a.compareTo(b) == 0, Float.class)
        .isEqualTo(state.checkpoint());
    assertThat(read.moments().second()).containsExactly(state.checkpoint().moments().second());
    assertThat(told).isEmpty();
  }

  @Test
  void onlyTheLastAreKeptAndNothingHidden() throws IOException {
    for (int steps = 2; steps <= 8; steps += 2) {
      store(2).save(trained(steps).checkpoint());
    }
    assertThat(names())
        .containsExactly(
            "step-00000006.json",
            "step-00000006.safetensors",
            "step-00000008.json",
            "step-00000008.safetensors");
  }

  @Test
  void aDamagedCheckpointGivesWayToTheOneBefore() throws IOException {
    store(5).save(trained(2).checkpoint());
    store(5).save(trained(4).checkpoint());
    store(5).save(trained(6).checkpoint());
    store(5).save(trained(7).checkpoint());
    Path truncated = folder.resolve("step-00000007.safetensors");
    byte[] bytes = Files.readAllBytes(truncated);
    Files.write(truncated, Arrays.copyOf(bytes, bytes.length / 2));
    Path changed = folder.resolve("step-00000006.json");
    Files.writeString(changed, Files.readString(changed).replace("\"step\" : 2", "\"step\" : 1"));
    Files.delete(folder.resolve("step-00000004.safetensors"));

    Checkpoint read = store(5).latest(told::add).orElseThrow();

    assertThat(read.place().stepsDone()).isEqualTo(2);
    assertThat(told).hasSize(3);
    assertThat(told.get(0))
        .startsWith("Cannot use checkpoint (its tensors are damaged): ")
        .endsWith("step-00000007.json");
    assertThat(told.get(1))
        .startsWith("Cannot use checkpoint (its JSON is damaged): ")
        .endsWith("step-00000006.json");
    assertThat(told.get(2)).contains("step-00000004.safetensors").startsWith("Cannot use");
  }

  @Test
  void aFolderWithoutCheckpointsHasNone() {
    assertThat(store(1).latest(told::add)).isEmpty();
    assertThat(store(1).newest()).isEqualTo("none");
  }

  @Test
  void aFullDiskLeavesTheLastGoodOneAndTrainingGoesOn() {
    TrainingState state = TrainingState.initial(SETTINGS, Bowl.start());
    Checkpoints checkpoints = new Checkpoints(store(1), 4, told::add);
    TrainingListener fills =
        new TrainingListener() {
          @Override
          public void stepEnded(TrainingState now, StepLog step) {
            FullDisk.ROOM.set(now.stepsDone() < 4 ? Long.MAX_VALUE : 1000);
          }
        };
    new TrainingCoordinator(SETTINGS, new Bowl(SHARE), List.of(checkpoints, fills)).train(state);

    assertThat(state.stepsDone()).isEqualTo(16);
    assertThat(names()).containsExactly("step-00000004.json", "step-00000004.safetensors");
    assertThat(told).hasSize(3);
    assertThat(told.get(0))
        .startsWith(
            "Cannot write checkpoint of step 8 (No space left on device); training goes on, the"
                + " last good one is ")
        .endsWith("step-00000004.json");
    Checkpoint last = store(1).latest(told::add).orElseThrow();
    TrainingState again = TrainingState.resumed(SETTINGS, Bowl.LAYOUT, last);
    new TrainingCoordinator(SETTINGS, new Bowl(SHARE).after(1), List.of()).train(again);
    assertThat(again.checkpoint().values().values())
        .containsExactly(state.checkpoint().values().values());
  }

  @Test
  void aDiskThatIsFullBetweenTheTwoFilesLeavesTheLastGoodOne() throws IOException {
    store(1).save(trained(2).checkpoint());
    long tensors = Files.size(folder.resolve("step-00000002.safetensors"));
    FullDisk.ROOM.set(tensors + 400);

    assertThatThrownBy(() -> store(1).save(trained(3).checkpoint()))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");

    assertThat(store(1).latest(told::add).orElseThrow().place().stepsDone()).isEqualTo(2);
    assertThat(told).isEmpty();
    FullDisk.ROOM.set(Long.MAX_VALUE);
    store(1).save(trained(3).checkpoint());
    assertThat(names()).containsExactly("step-00000003.json", "step-00000003.safetensors");
  }

  @Test
  void aCheckpointOfOtherParametersIsRefused() {
    Checkpoint checkpoint = trained(2).checkpoint();
    List<String> slots = new ArrayList<>(checkpoint.values().slots());
    slots.set(0, "0.lora_A [2, 3]");
    Checkpoint other =
        new Checkpoint(
            checkpoint.place(),
            new Checkpoint.Values(
                checkpoint.values().ranks(),
                slots,
                checkpoint.values().values(),
                checkpoint.values().scale()),
            checkpoint.moments(),
            checkpoint.best(),
            checkpoint.losses(),
            checkpoint.sums(),
            checkpoint.log(),
            checkpoint.extra());
    assertThatThrownBy(() -> TrainingState.resumed(SETTINGS, Bowl.LAYOUT, other))
        .hasMessageStartingWith(
            "Cannot resume (the checkpoint holds other parameters): [0.lora_A [2, 3], ")
        .hasMessageContaining("expected [0.lora_A [1, 3], ");
  }

  private CheckpointStore store(int keep) {
    org.apache.hadoop.fs.Path path =
        new org.apache.hadoop.fs.Path("fulldisk://" + folder.toAbsolutePath());
    return new CheckpointStore(files, path, keep);
  }

  /** A state after some steps. */
  private static TrainingState trained(int steps) {
    List<Checkpoint> all = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepEnded(TrainingState state, StepLog step) {
            all.add(state.checkpoint());
          }
        };
    new TrainingCoordinator(SETTINGS, new Bowl(SHARE), List.of(listener))
        .train(TrainingState.initial(SETTINGS, Bowl.start()));
    return TrainingState.resumed(SETTINGS, Bowl.LAYOUT, all.get(steps - 1));
  }

  private List<String> names() {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
