package io.cellora.job.bench;

import io.cellora.h5ad.H5adWriterMatrix;
import io.cellora.job.config.BenchShardRequest;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws counts that look like those of cells: a few genes are in nearly every cell and most in few
 * (log-normal), two thirds of the counts are 1, and some are large (a power law).
 */
final class BenchCells {

  private static final long SEED = 1;
  private static final double SPREAD = 2;
  private static final double TAIL = 1.5;
  private static final int QUANTILES = 1 << 16;

  private final int genes;
  private final int[] thresholds;
  private final float[] counts = new float[QUANTILES];
  private int[] indices;
  private int size;

  private BenchCells(BenchShardRequest request) {
    this.genes = request.genes();
    this.thresholds = thresholds(request.genes(), request.nonzeros());
    for (int i = 0; i < QUANTILES; i++) {
      counts[i] = (float) Math.floor(StrictMath.pow((i + 0.5) / QUANTILES, -1 / TAIL));
    }
    indices =
        new int[Math.toIntExact((long) request.cells() * request.nonzeros() * 21 / 20 + genes)];
  }

  static H5adWriterMatrix matrix(BenchShardRequest request) {
    return new BenchCells(request).draw(request.cells());
  }

  private H5adWriterMatrix draw(int cells) {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] indptr = new int[cells + 1];
    for (int cell = 0; cell < cells; cell++) {
      if (indices.length - size < genes) {
        indices = Arrays.copyOf(indices, Math.addExact(indices.length, indices.length / 8 + genes));
      }
      drawCell(random);
      indptr[cell + 1] = size;
    }
    float[] data = new float[size];
    for (int i = 0; i < size; i++) {
      data[i] = counts[random.nextInt() >>> Integer.SIZE - 16];
    }
    return new H5adWriterMatrix(cells, genes, indptr, Arrays.copyOf(indices, size), data);
  }

  /** A gene is in the cell by its own chance. */
  private void drawCell(SplittableRandom random) {
    int start = size;
    for (int gene = 0; gene < genes; gene++) {
      if (random.nextInt() < thresholds[gene]) {
        indices[size++] = gene;
      }
    }
    if (size == start) {
      indices[size++] = random.nextInt(genes);
    }
  }

  /** Chances of the genes, which sum to {@code nonzeros}, as what an even int stays below. */
  private static int[] thresholds(int genes, int nonzeros) {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    double[] weights = new double[genes];
    Arrays.setAll(weights, i -> StrictMath.exp(SPREAD * normal(random)));
    double scale = scale(weights, nonzeros);
    int[] thresholds = new int[genes];
    Arrays.setAll(
        thresholds,
        i -> (int) Math.round(chance(weights[i] * scale) * 0xffff_ffffL + Integer.MIN_VALUE));
    return thresholds;
  }

  /** What to multiply weights by: found by halving, since chances saturate. */
  private static double scale(double[] weights, int nonzeros) {
    double low = 0;
    double high = 1;
    while (expected(weights, high) < nonzeros) {
      high *= 2;
    }
    for (int step = 0; step < 60; step++) {
      double middle = (low + high) / 2;
      if (expected(weights, middle) < nonzeros) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double expected(double[] weights, double scale) {
    double sum = 0;
    for (double weight : weights) {
      sum += chance(weight * scale);
    }
    return sum;
  }

  /** At least one molecule of {@code mean} was caught. */
  private static double chance(double mean) {
    return 1 - StrictMath.exp(-mean);
  }

  /** Box-Muller, in strict arithmetic: the same on every machine. */
  private static double normal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }
}
