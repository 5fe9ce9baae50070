package io.cellora.job.plan;

import io.cellora.job.config.BaselineHead;
import io.cellora.job.config.PlanRequest.Atlas;
import io.cellora.job.config.Settings;
import io.cellora.lora.BatchPlan;
import io.cellora.lora.BlockBytes;
import io.cellora.lora.BlockPlan;
import io.cellora.lora.ParameterLayout;
import io.cellora.lora.RankMode;
import io.cellora.weights.MlpLayout;
import io.cellora.weights.MlpWeights;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a run of these settings trains: cells, steps, parameters and blocks, counted by the classes
 * that a run counts them by.
 *
 * @param cells to learn from
 * @param validation cells that each epoch looks at
 * @param parameters trainable numbers of the largest arm
 * @param blocks what a prepared cell takes
 */
record Training(
    Settings settings, long cells, long validation, long parameters, BlockBytes blocks) {

  static Training of(Settings settings, Atlas atlas) {
    return new Training(
        settings,
        Math.round(atlas.cells() * settings.split().fractions().train()),
        Math.round(atlas.cells() * settings.split().fractions().val()),
        settings.arms().trained().stream()
            .mapToLong(arm -> parameters(settings.arm(arm), atlas))
            .max()
            .orElse(0),
        new BlockBytes(atlas.widths(), atlas.nonzeros(), blockPlan(settings)));
  }

  private static long parameters(Settings arm, Atlas atlas) {
    return ParameterLayout.of(
            network(atlas.widths()),
            arm.lora().config(),
            arm.train().head().hidden(),
            atlas.classes())
        .size();
  }

  /** Of these shapes; nobody looks at its numbers. */
  private static MlpWeights network(List<Integer> widths) {
    int depth = widths.size() - 2;
    List<MlpWeights.HiddenBlock> hidden = new ArrayList<>();
    for (int block = 0; block < depth; block++) {
      int out = widths.get(block + 1);
      hidden.add(
          new MlpWeights.HiddenBlock(
              linear(MlpLayout.ENCODER.linear(block), widths.get(block), out),
              new float[out],
              new float[out],
              0));
    }
    String last = MlpLayout.ENCODER.output(depth);
    return new MlpWeights(hidden, linear(last, widths.get(depth), widths.get(depth + 1)));
  }

  private static MlpWeights.Linear linear(String name, int in, int out) {
    return new MlpWeights.Linear(name, in, out, new float[in * out], new float[out]);
  }

  /** As FineTune decides it; adapters are taken to reach the first layer. */
  private static BlockPlan blockPlan(Settings settings) {
    Set<BlockPlan.Content> contents = EnumSet.of(BlockPlan.Content.GENES);
    if (settings.arms().trained().stream().anyMatch(arm -> reconstructs(settings.arm(arm)))) {
      contents.add(BlockPlan.Content.RECONSTRUCTION);
    }
    return new BlockPlan(
        settings.train().workers(),
        settings.encoder().batchSize(),
        contents,
        settings.train().storage());
  }

  static boolean reconstructs(Settings arm) {
    return arm.train().losses().reconstruction() > 0;
  }

  boolean reconstructs() {
    return blocks.plan().contents().contains(BlockPlan.Content.RECONSTRUCTION);
  }

  Settings.Train train() {
    return settings.train();
  }

  /** Adapters that are trained: arms times seeds. */
  int units() {
    return settings.arms().trained().size() * train().seeds().size();
  }

  /** Heads that are trained on frozen embeddings, step by step as the arms' are. */
  int frozenHeads() {
    return settings.baseline().heads().contains(BaselineHead.MLP_FROZEN)
        ? train().seeds().size()
        : 0;
  }

  /** Rows of the predictions table for a held-out cell. */
  int predictions() {
    long frozen =
        settings.baseline().heads().stream().filter(h -> h != BaselineHead.MLP_FROZEN).count();
    return (int) frozen + frozenHeads() + units();
  }

  long stepsPerEpoch() {
    int batches = batches().stepsPerEpoch(cells);
    return (batches + train().accumulate() - 1) / train().accumulate();
  }

  /** Of one worker in one step. */
  int cellsOfWorker() {
    return batches().cellsOfWorker() * train().accumulate();
  }

  private BatchPlan batches() {
    return new BatchPlan(0, train().workers(), train().batchSize());
  }

  /** Epochs of an arm after the head's own. */
  static int adapterEpochs(Settings arm) {
    Settings.Dynamic dynamic = arm.lora().dynamic();
    return arm.train().epochs() + (dynamic.mode() == RankMode.OFF ? 0 : dynamic.retuneEpochs());
  }

  /** Cells of the worker with the most. */
  long largestBlock() {
    return (cells + train().workers() - 1) / train().workers();
  }

  /** Of all prepared cells: those to learn from and those that each epoch looks at. */
  long blockBytes() {
    return (cells + validation) * blocks.ofCell();
  }

  /** The fewest workers whose arrays hold the cells. */
  int fewestWorkers() {
    return Math.toIntExact((cells + blocks.mostCells() - 1) / blocks.mostCells());
  }
}
