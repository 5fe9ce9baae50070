package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import org.junit.jupiter.api.Test;

class EffectiveRankTest {

  private final JsonNode oracle = Fixtures.json("lora/ranks_expected.json").get("embeddings");

  @Test
  void aGramMatrixGivesTheRankOfItsEmbeddings() {
    double[][] cells = cells();
    assertThat(EffectiveRank.ofGram(gram(cells), 8))
        .isCloseTo(oracle.get("effective_rank").asDouble(), within(1e-9));
    for (int k = 0; k < 8; k++) {
      double mean = 0;
      for (double[] cell : cells) {
        mean += cell[k] / cells.length;
      }
      for (double[] cell : cells) {
        cell[k] -= mean;
      }
    }
    assertThat(EffectiveRank.ofGram(gram(cells), 8))
        .isCloseTo(oracle.get("centred").asDouble(), within(1e-9));
  }

  @Test
  void alikeDirectionsCountFullAndOneDirectionCountsOne() {
    assertThat(EffectiveRank.ofGram(new double[] {4, 0, 0, 0, 4, 0, 0, 0, 4}, 3))
        .isCloseTo(3, within(1e-12));
    assertThat(EffectiveRank.ofGram(new double[] {1, 2, 3, 2, 4, 6, 3, 6, 9}, 3))
        .isCloseTo(1, within(1e-12));
    assertThat(EffectiveRank.ofGram(new double[9], 3)).isZero();
  }

  @Test
  void whatIsNoGramMatrixIsRefused() {
    assertThatThrownBy(() -> EffectiveRank.ofGram(new double[5], 2))
        .hasMessage("Invalid Gram matrix: 5 values, expected [2, 2]");
    assertThatThrownBy(() -> EffectiveRank.ofGram(new double[] {1, 0, 0, Double.NaN}, 2))
        .hasMessage("Invalid Gram matrix: NaN at [1, 1], expected finite numbers");
  }

  private double[][] cells() {
    double[][] cells = new double[oracle.get("embeddings").size()][];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = Fixtures.doubles(oracle.get("embeddings").get(i));
    }
    return cells;
  }

  private static double[] gram(double[][] cells) {
    int size = cells[0].length;
    double[] gram = new double[size * size];
    for (double[] cell : cells) {
      for (int i = 0; i < gram.length; i++) {
        gram[i] += cell[i / size] * cell[i % size];
      }
    }
    return gram;
  }
}
