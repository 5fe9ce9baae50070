package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.weights.LoraInit;
import io.cellora.weights.LoraPair;
import io.cellora.weights.LoraWeights;
import io.cellora.weights.MlpWeights;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankScheduleTest {

  private static final int STEPS = 100;

  private final MlpWeights weights = Fixtures.smallModel().encoderWeights();
  private final JsonNode oracle = Fixtures.json("lora/ranks_expected.json").get("adalora");
  private final TrainableParameters trained = trained(layout(LoraInit.DEFAULT), 1);

  @Test
  void theBudgetFallsAsPeftsDoes() {
    RankPlan plan = adalora(2, 0.1, 0.7, 0.05);
    double[] budgets = Fixtures.doubles(oracle.get("budgets"));
    List<Integer> looks =
        IntStream.rangeClosed(1, STEPS)
            .filter(step -> plan.looksAfter(step, STEPS))
            .boxed()
            .toList();
    assertThat(looks)
        .containsExactlyElementsOf(
            Arrays.stream(Fixtures.doubles(oracle.get("looks"))).mapToObj(d -> (int) d).toList());
    for (int step = 1; step <= STEPS; step++) {
      assertThat(plan.directions(step, STEPS, 12, 3)).isEqualTo((int) budgets[step - 1]);
    }
  }

  @Test
  void importanceIsPefts() {
    TrainableParameters parameters = ofOracle(oracle.get("values"), trained.values());
    DirectionImportance importance = new DirectionImportance(parameters.layout());
    for (int step = 0; step < oracle.get("gradients").size(); step++) {
      importance.add(parameters.values(), gradient(step));
    }
    double[] expected = Fixtures.doubles(oracle.get("scores"));
    assertThat(importance.scores()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(importance.scores()[i]).isCloseTo(expected[i], withinPercentage(1e-6));
    }
  }

  @Test
  void theDirectionsThatStayAreThosePeftsAllocatorChooses() {
    TrainableParameters parameters = ofOracle(oracle.get("values"), trained.values());
    RankSchedule schedule = RankSchedule.of(adalora(2, 0.5, 1, 0.5), parameters.layout());
    int steps = oracle.get("gradients").size();
    Optional<RankChange> change = Optional.empty();
    for (int step = 1; step <= steps; step++) {
      assertThat(change).isEmpty();
      change = schedule.afterStep(parameters, gradient(step - 1), step, steps);
    }
    Map<String, LoraPair> before = parameters.adapter().layers();
    change
        .orElseThrow()
        .parameters()
        .adapter()
        .layers()
        .forEach(
            (layer, pair) -> {
              int[] kept =
                  Arrays.stream(Fixtures.doubles(oracle.get("kept").get(layer)))
                      .mapToInt(k -> (int) k)
                      .toArray();
              assertThat(pair.r()).isEqualTo(kept.length);
              assertThat(pair.scaling()).isEqualTo(before.get(layer).scaling());
              for (int k = 0; k < kept.length; k++) {
                assertThat(row(pair, k)).containsExactly(row(before.get(layer), kept[k]));
                assertThat(column(pair, k)).containsExactly(column(before.get(layer), kept[k]));
              }
            });
  }

  @Test
  void unimportantDirectionsAreMaskedUntilTheEndTakesThemOut() {
    RankSchedule schedule = RankSchedule.of(adalora(1, 0, 0.5, 0.1), trained.layout());
    TrainableParameters now = trained;
    int masked = 0;
    for (int step = 1; step <= 10; step++) {
      Optional<RankChange> change = schedule.afterStep(now, noise(now, step), step, 10);
      if (step < 5) {
        masked = zeroColumns(change.orElseThrow().parameters().adapter());
        assertThat(change.get().parameters().layout()).isSameAs(trained.layout());
        assertThat(change.get().ranks()).extracting(RankRecord::rank).containsOnly(4);
      } else if (step == 5) {
        Map<String, Integer> ranks = change.orElseThrow().parameters().layout().ranks();
        assertThat(ranks.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(3);
      } else {
        assertThat(change).isEmpty();
      }
      now = change.map(RankChange::parameters).orElse(now);
    }
    assertThat(masked).isGreaterThan(0);
    assertThat(schedule.state()).isEmpty();
  }

  @Test
  void aLayerWithoutImportantDirectionsLosesItsAdapter() {
    RankSchedule schedule = RankSchedule.of(adalora(1, 0, 1, 1), trained.layout());
    double[] gradient = noise(trained, 3);
    ParameterLayout.Slot b = trained.layout().b(trained.layout().linears().get(0));
    Arrays.fill(gradient, 0, b.offset() + b.size(), 0);
    schedule.afterStep(trained, gradient, 1, 2);
    RankChange change = schedule.afterStep(trained, gradient, 2, 2).orElseThrow();
    assertThat(change.parameters().layout().ranks()).doesNotContainKey("network.0.1");
    assertThat(change.parameters().layout().adaptsFirstLayer()).isFalse();
    assertThat(change.ranks().get(0)).isEqualTo(new RankRecord(2, "network.0.1", 0, 0, 0));
    assertThat(change.parameters().head(List.of("a", "b", "c")).w1())
        .containsExactly(trained.head(List.of("a", "b", "c")).w1());
  }

  @Test
  void goingOnFromTheStateGivesTheSameRanks() {
    RankPlan plan = adalora(1, 0, 1, 1);
    RankSchedule one = RankSchedule.of(plan, trained.layout());
    one.afterStep(trained, noise(trained, 1), 1, 3);
    RankSchedule resumed = RankSchedule.of(plan, trained.layout());
    resumed.restore(one.state());
    for (RankSchedule schedule : List.of(one, resumed)) {
      schedule.afterStep(trained, noise(trained, 2), 2, 3);
    }
    TrainableParameters expected =
        one.afterStep(trained, noise(trained, 3), 3, 3).orElseThrow().parameters();
    TrainableParameters found =
        resumed.afterStep(trained, noise(trained, 3), 3, 3).orElseThrow().parameters();
    assertThat(found.layout()).isEqualTo(expected.layout());
    assertThat(found.values()).containsExactly(expected.values());
    assertThatThrownBy(() -> resumed.restore(new double[3]))
        .hasMessageMatching("Cannot restore AdaLoRA's state \\(.* has \\d+ values\\): 3");
  }

  @Test
  void momentsFollowTheDirectionsThatStay() {
    RankSchedule schedule = RankSchedule.of(adalora(1, 0, 1, 1), trained.layout());
    schedule.afterStep(trained, noise(trained, 1), 1, 2);
    RankChange change = schedule.afterStep(trained, noise(trained, 2), 2, 2).orElseThrow();
    double[] marks = new double[trained.values().length];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = trained.values()[i];
    }
    double[] carried = change.carried(marks);
    for (int i = 0; i < carried.length; i++) {
      assertThat((float) carried[i]).isEqualTo(change.parameters().values()[i]);
    }
  }

  @Test
  void pruningByEnergyKeepsWhatHoldsItAndForgetsMomentsOfTurnedFactors() {
    RankChange change = RankPruning.energy(trained, 0.8, 7).orElseThrow();
    Map<String, LoraPair> before = trained.adapter().layers();
    Map<String, LoraPair> after = change.parameters().adapter().layers();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    for (RankRecord row : change.ranks()) {
      LowRank svd = LowRank.of(before.get(row.layer()));
      LoraPair pair = after.get(row.layer());
      assertThat(row.step()).isEqualTo(7);
      assertThat(row.rank()).isEqualTo(pair.r()).isEqualTo(svd.rankHolding(0.8));
      assertThat(row.energyKept()).isCloseTo(svd.energyOf(pair.r()), within(1e-5));
      assertThat(pair.scaling()).isEqualTo(before.get(row.layer()).scaling());
      assertThat(LowRank.of(pair).values())
          .containsExactly(Arrays.copyOf(svd.values(), pair.r()), within(1e-5));
    }
    assertThat(after.values()).extracting(LoraPair::r).anyMatch(r -> r < 4);
    double[] ones = new double[trained.values().length];
    Arrays.fill(ones, 1);
    double[] carried = change.carried(ones);
    int head = change.parameters().layout().adapterSize();
    assertThat(Arrays.stream(carried, head, carried.length)).containsOnly(1.0);
    ParameterLayout.Slot turned =
        change.parameters().layout().a(change.parameters().layout().linears().get(0));
    assertThat(Arrays.stream(carried, turned.offset(), turned.offset() + turned.size()))
        .containsOnly(0.0);
  }

  @Test
  void pruningNothingChangesNothing() {
    assertThat(RankPruning.energy(trained, 1, 7)).isEmpty();
    RankSchedule off =
        RankSchedule.of(new RankPlan(RankMode.OFF, 0.5, 1, 0, 1, 1), trained.layout());
    assertThat(off.afterStep(trained, noise(trained, 1), 1, 1)).isEmpty();
  }

  @Test
  void energyPrunesOnceWhenThePlanSaysSo() {
    RankSchedule schedule =
        RankSchedule.of(new RankPlan(RankMode.ENERGY, 0.5, 1, 0, 0.7, 1), trained.layout());
    for (int step = 1; step <= 10; step++) {
      assertThat(schedule.afterStep(trained, new double[0], step, 10).isPresent())
          .isEqualTo(step == 7);
    }
  }

  @Test
  void anAdapterWithCompanionIsPrunedToAPlainOne() {
    TrainableParameters start = trained(layout(LoraInit.PISSA), 5);
    RankChange change = RankPruning.energy(start, 0.99, 1).orElseThrow();
    assertThat(change.parameters().layout().frozen().isEmpty()).isTrue();
    start
        .adapter()
        .layers()
        .forEach(
            (layer, pair) -> {
              LoraPair pruned = change.parameters().adapter().layers().get(layer);
              assertThat(pruned.scaling()).isCloseTo(pair.scaling(), within(1e-6));
              float[] whole = LowRankTest.product(pair.a(), pair.b(), pair.r());
              float[] kept = LowRankTest.product(pruned.a(), pruned.b(), pruned.r());
              assertThat(distance(whole, kept))
                  .isLessThan(0.1 * distance(whole, new float[whole.length]) + 1e-6);
            });
  }

  @Test
  void adaloraWithACompanionIsRefused() {
    ParameterLayout layout = layout(LoraInit.OLORA);
    assertThatThrownBy(() -> RankSchedule.of(adalora(2, 0, 1, 1), layout))
        .hasMessageContaining("directions with a frozen companion have no importance")
        .hasMessageEndingWith("OLORA");
    assertThatThrownBy(() -> adalora(2, 0.7, 0.7, 0.1))
        .hasMessage("Invalid rank plan: from 0.7 to 0.7, expected 0 <= start < end <= 1");
  }

  private static RankPlan adalora(double budget, double start, double end, double interval) {
    return new RankPlan(RankMode.ADALORA, 1, budget, start, end, interval);
  }

  private ParameterLayout layout(LoraInit init) {
    LoraConfig lora =
        new LoraConfig(4, 8, List.of("all-linear"), 0, Map.of(), Map.of(), false, init);
    return ParameterLayout.of(weights, lora, 5, 3);
  }

  /** As after some steps: B is not zero any more. */
  private TrainableParameters trained(ParameterLayout layout, long seed) {
    TrainableParameters start =
        TrainableParameters.initial(layout, EmbeddingScale.identity(4), seed, weights);
    double[] moved = noise(start, 99);
    float[] values = start.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += layout.frozen().get(i) ? 0 : (float) (0.3 * moved[i]);
    }
    return new TrainableParameters(layout, values, EmbeddingScale.identity(4));
  }

  private static double[] noise(TrainableParameters parameters, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, parameters.values().length)
        .mapToDouble(i -> random.nextDouble() - 0.5)
        .toArray();
  }

  private TrainableParameters ofOracle(JsonNode byLayer, float[] head) {
    ParameterLayout layout = trained.layout();
    float[] values = head.clone();
    for (ParameterLayout.Linear linear : layout.linears()) {
      float[] a = Fixtures.floats(byLayer.get(linear.name()).get("a"));
      float[] b = Fixtures.floats(byLayer.get(linear.name()).get("b"));
      System.arraycopy(a, 0, values, layout.a(linear).offset(), a.length);
      System.arraycopy(b, 0, values, layout.b(linear).offset(), b.length);
    }
    return new TrainableParameters(layout, values, trained.scale());
  }

  private double[] gradient(int step) {
    ParameterLayout layout = trained.layout();
    double[] gradient = new double[layout.size()];
    for (ParameterLayout.Linear linear : layout.linears()) {
      JsonNode layer = oracle.get("gradients").get(step).get(linear.name());
      double[] a = Fixtures.doubles(layer.get("a"));
      double[] b = Fixtures.doubles(layer.get("b"));
      System.arraycopy(a, 0, gradient, layout.a(linear).offset(), a.length);
      System.arraycopy(b, 0, gradient, layout.b(linear).offset(), b.length);
    }
    return gradient;
  }

  private static float[] row(LoraPair pair, int k) {
    return Arrays.copyOfRange(pair.a(), k * pair.in(), (k + 1) * pair.in());
  }

  private static float[] column(LoraPair pair, int k) {
    float[] column = new float[pair.out()];
    for (int i = 0; i < column.length; i++) {
      column[i] = pair.b()[i * pair.r() + k];
    }
    return column;
  }

  private static int zeroColumns(LoraWeights adapter) {
    int zero = 0;
    for (LoraPair pair : adapter.layers().values()) {
      for (int k = 0; k < pair.r(); k++) {
        zero += Arrays.equals(column(pair, k), new float[pair.out()]) ? 1 : 0;
      }
    }
    return zero;
  }

  private static double distance(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.pow(one[i] - other[i], 2);
    }
    return Math.sqrt(sum);
  }
}
