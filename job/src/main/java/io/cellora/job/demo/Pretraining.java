package io.cellora.job.demo;

import io.cellora.encoder.NetworkTrainer;
import io.cellora.encoder.SparseBatch;
import io.cellora.job.config.Settings;
import io.cellora.torch.TorchEngine;
import io.cellora.weights.MlpState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.SparseVector;

/**
 * Trains a base encoder and decoder from scratch by SCimilarity's recipe (triplets and
 * reconstruction, AdamW, cosine), on the driver's machine alone: for demos and for machines without
 * the released weights.
 *
 * <p>Not of the recipe: positives across studies, the ontology's related terms, the L1 penalty.
 */
public final class Pretraining {

  private final Settings.Pretrain settings;
  private final int genes;

  public Pretraining(Settings.Pretrain settings, int genes) {
    this.settings = settings;
    this.genes = genes;
  }

  /** The networks after training. */
  public record Result(MlpState encoder, MlpState decoder) {}

  /** Hears of each epoch; losses are the epoch's last. */
  @FunctionalInterface
  public interface Listener {
    void epochEnded(int epoch, NetworkTrainer.Losses losses, double seconds);
  }

  /**
   * Trains on all cells.
   *
   * @param cells aligned and log-normalised
   * @param labels class index of each cell
   */
  public Result train(List<SparseVector> cells, int[] labels, Listener listener) {
    int threads = settings.threads();
    int cores = Runtime.getRuntime().availableProcessors();
    int before = TorchEngine.useThreads(threads == 0 ? cores : threads);
    TorchEngine.seed((int) settings.seed());
    try (NetworkTrainer trainer = trainer()) {
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        long started = System.nanoTime();
        NetworkTrainer.Losses losses = epoch(trainer, cells, labels, epoch);
        listener.epochEnded(epoch + 1, losses, (System.nanoTime() - started) / 1e9);
      }
      return new Result(trainer.encoder(), trainer.decoder());
    } finally {
      TorchEngine.useThreads(before);
    }
  }

  private NetworkTrainer trainer() {
    List<Integer> mirrored = new ArrayList<>(settings.hidden());
    Collections.reverse(mirrored);
    NetworkInitialiser initialiser = new NetworkInitialiser(settings.seed());
    return new NetworkTrainer(
        initialiser.encoder(genes, settings.hidden(), settings.latent()),
        initialiser.decoder(settings.latent(), mirrored, genes),
        new NetworkTrainer.Recipe(
            settings.margin(),
            settings.tripletWeight(),
            settings.inputDropout(),
            settings.dropout(),
            settings.weightDecay()));
  }

  private NetworkTrainer.Losses epoch(
      NetworkTrainer trainer, List<SparseVector> cells, int[] labels, int epoch) {
    int[] order = shuffled(cells.size(), new SplittableRandom(settings.seed() * 1_000_003 + epoch));
    SparseBatch batch = new SparseBatch(genes);
    NetworkTrainer.Losses losses = null;
    int steps = Math.max(1, cells.size() / settings.batchSize());
    for (int step = 0; step < steps; step++) {
      // Equal parts, so that no batch is too small for BatchNorm.
      int from = (int) ((long) step * cells.size() / steps);
      int to = (int) ((long) (step + 1) * cells.size() / steps);
      batch.clear();
      int[] classes = new int[to - from];
      for (int i = from; i < to; i++) {
        batch.add(cells.get(order[i]));
        classes[i - from] = labels[order[i]];
      }
      losses = trainer.step(batch, classes, learningRate(epoch));
      checkFinite(losses, epoch);
    }
    return losses;
  }

  /** Half a cosine over the epochs, as upstream's scheduler steps. */
  private double learningRate(int epoch) {
    double progress = epoch / (double) settings.epochs();
    return settings.learningRate() * 0.5 * (1 + StrictMath.cos(Math.PI * progress));
  }

  private static void checkFinite(NetworkTrainer.Losses losses, int epoch) {
    if (!Double.isFinite(losses.total())) {
      throw new IllegalStateException(
          "Cannot continue pretraining (loss is not finite in epoch "
              + (epoch + 1)
              + "; try a smaller pretrain.learningRate): "
              + losses);
    }
  }

  private static int[] shuffled(int size, SplittableRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }
}
