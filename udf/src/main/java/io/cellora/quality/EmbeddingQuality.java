package io.cellora.quality;

import io.cellora.lora.EffectiveRank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an arm's embeddings of labelled cells are worth without any head.
 *
 * @param triplets that are drawn
 * @param margin of their loss
 * @param genes of the decoder
 */
record EmbeddingQuality(int triplets, double margin, int genes) implements Measurement {

  private static final String NO_DONORS = "fewer than two donors are known";

  @Override
  public List<Measure> of(SampledArm arm) {
    List<Measure> all = new ArrayList<>(triplets(arm));
    all.add(
        silhouette("silhouette_label", arm.tuned(), arm.labels(), "one label, or one cell each"));
    all.addAll(purity(arm));
    all.addAll(donors(arm));
    all.add(effectiveRank(arm));
    all.addAll(Reconstructions.of(arm, genes));
    return all;
  }

  private List<Measure> triplets(SampledArm arm) {
    Triplets drawn = Triplets.draw(arm.labels(), arm.donors(), triplets);
    if (drawn.size() == 0) {
      String note = "no label with two cells beside another label";
      return List.of(
          Measure.none("triplet_loss", 0, note), Measure.none("triplet_violation_rate", 0, note));
    }
    double[] losses = drawn.losses(arm.tuned(), margin);
    double[] violations = Arrays.stream(losses).map(loss -> loss > 0 ? 1 : 0).toArray();
    return List.of(
        Measure.of("triplet_loss", Numbers.mean(losses), losses.length),
        Measure.of("triplet_violation_rate", Numbers.mean(violations), losses.length));
  }

  private static Measure silhouette(
      String metric, EmbeddingRows rows, int[] groups, String undefined) {
    double value = Silhouette.of(rows, groups);
    return Double.isNaN(value)
        ? Measure.none(metric, rows.rows(), undefined)
        : Measure.of(metric, value, rows.rows());
  }

  private static List<Measure> purity(SampledArm arm) {
    if (arm.size() < 2) {
      return List.of(Measure.none("knn_purity_label", arm.size(), "one cell alone"));
    }
    double value = Neighbourhoods.purity(Neighbourhoods.within(arm.tuned()), arm.labels());
    return List.of(Measure.of("knn_purity_label", value, arm.size()));
  }

  /** Of the cells whose donor is known, among themselves: low where donors mix. */
  private static List<Measure> donors(SampledArm arm) {
    int[] known = arm.ofKnownDonor();
    int[] donors = Arrays.stream(known).map(cell -> arm.donors()[cell]).toArray();
    if (Arrays.stream(donors).distinct().count() < 2) {
      return List.of(
          Measure.none("silhouette_donor", known.length, NO_DONORS),
          Measure.none("knn_purity_donor", known.length, NO_DONORS));
    }
    EmbeddingRows rows = arm.tuned().select(known);
    double purity = Neighbourhoods.purity(Neighbourhoods.within(rows), donors);
    return List.of(
        silhouette("silhouette_donor", rows, donors, "one cell of each donor"),
        Measure.of("knn_purity_donor", purity, known.length));
  }

  private static Measure effectiveRank(SampledArm arm) {
    EmbeddingRows rows = arm.tuned();
    return Measure.of(
        "effective_rank", EffectiveRank.ofGram(rows.gram(), rows.width()), arm.size());
  }
}
