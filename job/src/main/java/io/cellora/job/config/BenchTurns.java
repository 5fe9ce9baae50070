package io.cellora.job.config;

import io.cellora.encoder.Precision;
import java.util.List;

/**
 * Who takes turns in {@code bench embed}, beside the peer.
 *
 * @param arms that one pass computes in its turn, the base among them
 * @param runs timed runs, after one that warms up
 */
public record BenchTurns(Precisions precisions, int arms, int runs) {

  /** Checks numbers. */
  public BenchTurns {
    BenchShardRequest.check("arms", arms, 1, 64);
    BenchShardRequest.check("runs", runs, 1, Integer.MAX_VALUE);
  }

  /** In what is embedded. */
  public enum Precisions {
    FLOAT32(Precision.FLOAT32),
    BFLOAT16(Precision.BFLOAT16),
    BOTH(Precision.FLOAT32, Precision.BFLOAT16);

    private final List<Precision> each;

    Precisions(Precision... each) {
      this.each = List.of(each);
    }

    /** The most exact first. */
    public List<Precision> each() {
      return each;
    }
  }
}
