package io.cellora.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cellora.Fixtures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The oracle is numpy and scikit-learn, through make_quality.py. */
class MeasurementsTest {

  private static final int TRIPLETS = 500;
  private static final double MARGIN = 0.05;

  private static Map<String, Measure> of(Measurement measurement, SampledArm arm) {
    return measurement.of(arm).stream()
        .collect(Collectors.toMap(Measure::metric, Function.identity()));
  }

  private static void equalsOracle(Map<String, Measure> found, String section) {
    MadeArm.ORACLE
        .get(section)
        .fields()
        .forEachRemaining(
            expected ->
                assertThat(found.get(expected.getKey()).value())
                    .as(expected.getKey())
                    .isCloseTo(expected.getValue().asDouble(), within(1e-9)));
  }

  @Test
  void silhouettesAndPuritiesEqualScikitLearn() {
    equalsOracle(of(new EmbeddingQuality(TRIPLETS, MARGIN, 1), MadeArm.arm()), "quality");
  }

  @Test
  void forgettingEqualsNumpyAndScikitLearn() {
    equalsOracle(of(new Forgetting(1), MadeArm.arm()), "forgetting");
  }

  @Test
  void onTheUnitSphereTheSilhouetteIsThatOfCosineDistances() {
    SampledArm arm = MadeArm.arm();
    assertThat(Silhouette.of(arm.tuned(), arm.labels()))
        .isCloseTo(MadeArm.expected("silhouette_cosine"), within(1e-7));
  }

  @Test
  void aCellAloneInItsGroupHasASilhouetteOfZero() {
    int[] groups = new int[20];
    Arrays.fill(groups, 12, 19, 1);
    groups[19] = 2;
    float[] first = Arrays.copyOf(Fixtures.flat(MadeArm.ORACLE.get("tuned")), 20 * 8);
    assertThat(Silhouette.of(new EmbeddingRows(first, 8), groups))
        .isCloseTo(MadeArm.expected("silhouette_alone"), within(1e-9));
  }

  @Test
  void lossesOfGivenTripletsEqualNumpy() {
    double[] losses = new Triplets(triplets()).losses(MadeArm.arm().tuned(), MARGIN);
    assertThat(Numbers.mean(losses)).isCloseTo(MadeArm.expected("triplet_loss"), within(1e-9));
    assertThat(Arrays.stream(losses).filter(loss -> loss > 0).count() / (double) losses.length)
        .isEqualTo(MadeArm.expected("triplet_violation_rate"));
  }

  private static int[][] triplets() {
    int[][] triplets = new int[MadeArm.ORACLE.get("triplets").size()][3];
    for (int i = 0; i < triplets.length; i++) {
      for (int j = 0; j < 3; j++) {
        triplets[i][j] = MadeArm.ORACLE.get("triplets").get(i).get(j).asInt();
      }
    }
    return triplets;
  }

  @Test
  void reconstructionIsAMeanOverCellsAndGenesAndAShareOfTheSquares() {
    List<SampledCell> cells =
        List.of(cell(1, "a", null, 6, 10), cell(2, "b", null, 2, 30), cell(3, "b", null, 1, 20));
    Map<String, Measure> found = of(new Forgetting(5), SampledArm.of(cells));
    assertThat(found.get("reconstruction_mse").value()).isEqualTo(9.0 / 15);
    assertThat(found.get("reconstruction_nmse").value()).isEqualTo(9.0 / 60);
  }

  @Test
  void whatIsNotDefinedHasNoValueAndSaysWhy() {
    List<SampledCell> cells =
        List.of(cell(1, "a", null, Double.NaN, 0), cell(2, "a", "d", Double.NaN, 0));
    Map<String, Measure> found = of(new EmbeddingQuality(9, MARGIN, 5), SampledArm.of(cells));
    Map<String, String> notes =
        Map.of(
            "triplet_loss", "no label with two cells beside another label",
            "silhouette_label", "one label, or one cell each",
            "silhouette_donor", "fewer than two donors are known",
            "knn_purity_donor", "fewer than two donors are known",
            "reconstruction_mse", "the model has no decoder");
    notes.forEach(
        (metric, note) -> {
          assertThat(found.get(metric).value()).isNaN();
          assertThat(found.get(metric).note()).isEqualTo(note);
        });
    assertThat(found.get("knn_purity_label"))
        .isEqualTo(new Measure("knn_purity_label", 1, 2, null));
  }

  @Test
  void anAdapterThatChangesNothingHasForgottenNothing() {
    List<SampledCell> same =
        MadeArm.cells().stream()
            .map(c -> new SampledCell(c.place(), c.label(), c.donor(), c.base(), c.base(), 0, 0))
            .toList();
    Map<String, Measure> found = of(new Forgetting(1), SampledArm.of(same));
    for (String metric : List.of("neighbour_overlap", "cosine_mean", "cosine_p05")) {
      assertThat(found.get(metric).value()).as(metric).isEqualTo(1);
    }
    assertThat(found.get("linear_cka").value()).isCloseTo(1, within(1e-12));
  }

  private static SampledCell cell(
      int place, String label, String donor, double error, double squares) {
    float[] embedding = {place, 1};
    return new SampledCell(place, label, donor, embedding, embedding, error, squares);
  }
}
