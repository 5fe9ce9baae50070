package io.cellora.resampling;

import java.util.Locale;

/** What is drawn as a whole. */
public enum ResampleUnit {
  /** Each cell by itself. */
  CELL {
    @Override
    Draws bootstrap(PairedCounts counts, long seed) {
      return new CellDraws(counts, seed, CountTable::poisson, entry -> true);
    }

    @Override
    Draws swaps(PairedCounts counts, long seed) {
      return new CellDraws(
          counts,
          seed,
          CountTable::coins,
          entry -> counts.predicted()[entry] != counts.other()[entry]);
    }
  },
  /** All cells of a donor together. */
  DONOR {
    @Override
    Draws bootstrap(PairedCounts counts, long seed) {
      return new DonorDraws(counts, seed, DonorDraws::withReplacement);
    }

    @Override
    Draws swaps(PairedCounts counts, long seed) {
      return new DonorDraws(counts, seed, DonorDraws::coins);
    }
  };

  /** Draws of as many units with replacement. */
  abstract Draws bootstrap(PairedCounts counts, long seed);

  /** Draws of the units whose two predictions change places, each with a chance of 1/2. */
  abstract Draws swaps(PairedCounts counts, long seed);

  static ResampleUnit of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
