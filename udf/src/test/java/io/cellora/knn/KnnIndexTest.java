package io.cellora.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnnIndexTest {

  private final float[] queries = Expected.units("queries");
  private final int n = Expected.size("queries");

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 1000})
  void findsWhatBruteForceFindsInBlocksOfAnySize(int blockRows) {
    for (JsonNode expected : Expected.cases()) {
      Neighbours[] found = search(Expected.blocks(blockRows), queries, expected.get("k").asInt());
      for (int query = 0; query < n; query++) {
        for (int i = 0; i < found[query].size(); i++) {
          assertThat(found[query].row(i))
              .as("query %d, neighbour %d", query, i)
              .isEqualTo(expected.get("rows").get(query).get(i).asLong());
          assertThat((double) found[query].distance(i))
              .isCloseTo(expected.get("distances").get(query).get(i).asDouble(), within(1e-7));
        }
      }
    }
  }

  @Test
  void batchesOfQueriesChangeNoBit() {
    Neighbours[] together = search(Expected.blocks(64), queries, 50);
    for (int query = 0; query < n; query++) {
      int from = query * Expected.WIDTH;
      float[] one = Arrays.copyOfRange(queries, from, from + Expected.WIDTH);
      assertThat(search(Expected.blocks(1000), one, 50)[0])
          .usingRecursiveComparison()
          .isEqualTo(together[query]);
    }
  }

  @Test
  void ofManyCopiesTheReferencesFirstAreTheNearest() {
    Neighbours nearest = search(Expected.blocks(1000), queries, 2)[0];
    assertThat(List.of(nearest.row(0), nearest.row(1))).containsExactly(100L, 101L);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 3000})
  void differencesBelowWhatFloat32CanTellDecide(int blockRows) {
    int rows = 3000;
    int width = 64;
    float[] units = almostEqual(rows, width);
    float[] query = Arrays.copyOf(units, width);
    Neighbours exact = new Neighbours(20);
    List<ReferenceBlock> blocks = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      exact.offer(UnitVectors.distance(query, 0, units, row, width), row, 0);
    }
    for (int from = 0; from < rows; from += blockRows) {
      float[] values = Arrays.copyOfRange(units, from * width, (from + blockRows) * width);
      long[] places = LongStream.range(from, from + blockRows).toArray();
      blocks.add(new ReferenceBlock(width, values, places, new int[blockRows]));
    }
    Neighbours[] best = {new Neighbours(20)};
    try (KnnIndex index = KnnIndex.load(blocks)) {
      index.search(query, best);
    }
    assertThat(best[0]).usingRecursiveComparison().isEqualTo(exact);
  }

  /** Unit vectors that differ by some units in the last place. */
  private static float[] almostEqual(int rows, int width) {
    Random random = new Random(7);
    float[] units = new float[rows * width];
    float[] vector = new float[width];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < width; i++) {
        vector[i] = (float) (Math.sin(i + 1) + random.nextGaussian() * 1e-5);
      }
      UnitVectors.normalise(vector, units, row);
    }
    return units;
  }

  @Test
  void aSmallReferenceGivesAllItsRows() {
    Neighbours[] found = search(Expected.blocks(7).subList(0, 1), queries, 50);
    assertThat(found).allMatch(neighbours -> neighbours.size() == 7);
  }

  @Test
  void noQueriesAreNoWork() {
    assertThat(search(Expected.blocks(7), new float[0], 3)).isEmpty();
  }

  @Test
  void aBlockOfTheWrongSizeNeverReachesTorch() {
    assertThatThrownBy(() -> new ReferenceBlock(3, new float[5], new long[2], new int[2]))
        .hasMessage("Invalid reference block: 5 values and 2 labels, expected 2 rows of 3");
  }

  private static Neighbours[] search(List<ReferenceBlock> blocks, float[] queries, int k) {
    Neighbours[] best = Neighbours.none(queries.length / Expected.WIDTH, k);
    try (KnnIndex index = KnnIndex.load(blocks)) {
      index.search(queries, best);
    }
    return best;
  }
}
