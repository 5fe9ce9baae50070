package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.weights.LocalFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against scikit-learn's centroids, scipy's distances and numpy's percentiles. */
class TrainingProfileTest {

  private static final JsonNode EXPECTED = Fixtures.json("lora/distances_expected.json");

  @TempDir private Path folder;

  @Test
  void distancesAreThoseToTheNearestMean() {
    double[] distances = Fixtures.doubles(EXPECTED.get("distances"));
    for (int i = 0; i < distances.length; i++) {
      assertThat(profile().distance(vector("other", i))).isCloseTo(distances[i], within(1e-12));
    }
  }

  @Test
  void aDistanceIsAsLargeAsTheRightShareOfTheTrainingCells() {
    double[] distances = Fixtures.doubles(EXPECTED.get("distances"));
    int[] percentiles =
        IntStream.range(0, distances.length).map(i -> profile().percentile(distances[i])).toArray();
    assertThat(percentiles)
        .isEqualTo(
            IntStream.range(0, distances.length)
                .map(i -> EXPECTED.get("percent_nearer").get(i).asInt())
                .toArray());
    assertThat(profile().percentile(2)).isEqualTo(100);
    assertThat(profile().percentile(0)).isZero();
  }

  @Test
  void percentilesFromCountsAreExactToABin() {
    Map<Integer, Long> counts = new TreeMap<>();
    for (int i = 0; i < EXPECTED.get("train").size(); i++) {
      counts.merge(DistanceHistogram.bin(profile().distance(vector("train", i))), 1L, Long::sum);
    }
    double[] exact = Fixtures.doubles(EXPECTED.get("percentiles"));
    double[] counted = DistanceHistogram.percentiles(counts);
    for (int i = 0; i <= 100; i++) {
      assertThat(counted[i]).as("percentile %d", i).isBetween(exact[i], exact[i] * 1.002);
    }
  }

  @Test
  void aProfileReadBackIsTheSame() throws IOException {
    TrainingProfileFiles.write(new LocalFolder(folder), profile());
    TrainingProfile read = TrainingProfileFiles.read(new LocalFolder(folder)).orElseThrow();
    assertThat(read.encoderSha256()).isEqualTo("abc");
    assertThat(List.copyOf(read.cells().keySet())).containsExactly("a", "b", "c");
    assertThat(read.cells()).isEqualTo(profile().cells());
    assertThat(read.directions()).isDeepEqualTo(profile().directions());
    assertThat(read.percentiles()).isEqualTo(profile().percentiles());
  }

  @Test
  void aDamagedProfileIsRefusedWithTheWayOut() throws IOException {
    TrainingProfileFiles.write(new LocalFolder(folder), profile());
    Files.writeString(folder.resolve("training_cells.json"), "{\"encoder_sha256\": \"abc\"}");
    assertThatThrownBy(() -> TrainingProfileFiles.read(new LocalFolder(folder)))
        .hasMessage(
            "Cannot read training profile (Invalid training profile: 3 classes, 0 percentiles,"
                + " expected some and 101; remove both files to go without): %s/training_cells.json",
            folder);
    Files.delete(folder.resolve("training_cells.json"));
    assertThat(TrainingProfileFiles.read(new LocalFolder(folder))).isEmpty();
  }

  private static TrainingProfile profile() {
    double[][] means =
        IntStream.range(0, 3)
            .mapToObj(i -> Fixtures.doubles(EXPECTED.get("means").get(i)))
            .toArray(double[][]::new);
    return new TrainingProfile(
        "abc",
        new TreeMap<>(Map.of("a", 40L, "b", 25L, "c", 12L)),
        ClassCentroids.of(List.of("a", "b", "c"), means, 1).directions(),
        Fixtures.doubles(EXPECTED.get("percentiles")));
  }

  private static double[] vector(String of, int i) {
    return Fixtures.doubles(EXPECTED.get(of).get(i));
  }
}
