package io.cellora.quality;

import io.cellora.knn.NearestRows;
import io.cellora.lora.EffectiveRank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an arm has left of the base on cells it was not trained on. Every other cell of the sample
 * is a query, and its neighbours are looked for among those between.
 *
 * @param genes of the decoder
 */
record Forgetting(int genes) implements Measurement {

  private static final double LOW = 0.05;

  @Override
  public List<Measure> of(SampledArm arm) {
    List<Measure> all = new ArrayList<>(neighbours(arm));
    double[] cosines = cosines(arm);
    all.add(Measure.of("cosine_mean", Numbers.mean(cosines), cosines.length));
    all.add(Measure.of("cosine_p05", Numbers.quantile(cosines, LOW), cosines.length));
    all.add(Measure.of("linear_cka", LinearCka.of(arm.base(), arm.tuned()), cosines.length));
    double rank = EffectiveRank.ofGram(arm.tuned().gram(), arm.tuned().width());
    all.add(Measure.of("effective_rank", rank, cosines.length));
    all.addAll(Reconstructions.of(arm, genes));
    return all;
  }

  private static List<Measure> neighbours(SampledArm arm) {
    int[] references = every(arm, 0);
    int[] queries = every(arm, 1);
    if (queries.length == 0) {
      return List.of();
    }
    int[] labels = Arrays.stream(references).map(cell -> arm.labels()[cell]).toArray();
    NearestRows tuned = nearest(arm.tuned(), references, labels, queries);
    NearestRows base = nearest(arm.base(), references, labels, queries);
    int[] truth = Arrays.stream(queries).map(cell -> arm.labels()[cell]).toArray();
    int[] votes = IntStream.range(0, queries.length).map(tuned::vote).toArray();
    double[] agree =
        IntStream.range(0, votes.length).mapToDouble(i -> votes[i] == truth[i] ? 1 : 0).toArray();
    int n = queries.length;
    return List.of(
        Measure.of("knn_agreement", Numbers.mean(agree), n),
        Measure.of("knn_macro_f1", Numbers.macroF1(truth, votes), n),
        Measure.of("neighbour_overlap", Neighbourhoods.overlap(base, tuned), n));
  }

  private static int[] every(SampledArm arm, int second) {
    return IntStream.range(0, arm.size()).filter(cell -> cell % 2 == second).toArray();
  }

  private static NearestRows nearest(
      EmbeddingRows rows, int[] references, int[] labels, int[] queries) {
    return NearestRows.of(
        rows.select(references).values(),
        labels,
        rows.select(queries).values(),
        rows.width(),
        Neighbourhoods.K);
  }

  private static double[] cosines(SampledArm arm) {
    EmbeddingRows base = arm.base();
    EmbeddingRows tuned = arm.tuned();
    double[] cosines = new double[arm.size()];
    for (int cell = 0; cell < cosines.length; cell++) {
      double lengths = base.product(cell, base, cell) * tuned.product(cell, tuned, cell);
      cosines[cell] = base.product(cell, tuned, cell) / Math.sqrt(lengths);
    }
    return cosines;
  }
}
