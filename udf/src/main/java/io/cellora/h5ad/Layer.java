package io.cellora.h5ad;

import io.cellora.genes.LogNormalization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The matrix of a shard that a table reads, and the guard against normalising twice.
 *
 * @param object where it is, such as {@code raw/X}
 * @param counts whether a sample of it looks like counts
 */
record Layer(String object, boolean counts) {

  private static final String X = "X";
  private static final String RAW = "raw/X";
  private static final String LAYERS = "layers";

  /** Where raw/X is in files from before anndata 0.7. */
  private static final String OLD_RAW = "raw.X";

  /** Where {@code layer=auto} looks for counts, in this order. */
  private static final List<String> CANDIDATES =
      List.of(RAW, OLD_RAW, LAYERS + "/counts", LAYERS + "/raw", X);

  /** The rounding of values stored as float16 may lift them over the exact maximum. */
  private static final double NORMALIZED_MAX = LogNormalization.MAX * 1.001;

  /** The group that describes the matrix's columns: raw has genes of its own. */
  String genes() {
    return switch (object) {
      case RAW -> "raw/var";
      case OLD_RAW -> "raw.var";
      default -> "var";
    };
  }

  static Layer choose(H5adFile file, H5adOptions options) {
    boolean auto = options.layer().equalsIgnoreCase(H5adOptions.AUTO);
    if (auto && !options.normalized()) {
      return findCounts(file);
    }
    String object = auto ? X : resolve(file, options.layer());
    CellMatrix matrix = CellMatrix.open(file, object);
    ValueSample sample = ValueSample.of(file, matrix);
    check(file, object, sample, options);
    boolean counts = !options.normalized() && sample.integers() && sample.min() >= 0;
    return new Layer(object, counts);
  }

  private static Layer findCounts(H5adFile file) {
    List<String> findings = new ArrayList<>();
    for (String object : CANDIDATES) {
      if (CellMatrix.isThere(file, object)) {
        CellMatrix matrix = CellMatrix.open(file, object);
        ValueSample sample = ValueSample.of(file, matrix);
        if (sample.isCounts() || matrix.rows() == 0) {
          return new Layer(object, true);
        }
        findings.add(object + " " + sample.describe());
      }
    }
    if (findings.isEmpty()) {
      findings.add("none of " + String.join(", ", CANDIDATES) + " is in it");
    }
    throw new IllegalArgumentException(
        String.format(
            "Cannot find counts in %s (%s; layers: %s): name the matrix with layer=..., or set"
                + " normalized=true if X is log1p(CP10k) already",
            file.path(), String.join("; ", findings), file.members(LAYERS)));
  }

  private static String resolve(H5adFile file, String layer) {
    String object =
        switch (layer) {
          case X, OLD_RAW -> layer;
          case RAW -> file.find(RAW).isPresent() ? RAW : OLD_RAW;
          default -> layer.contains("/") ? layer : LAYERS + "/" + layer;
        };
    if (!CellMatrix.isThere(file, object)) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot read layer %s of %s (not there), expected X, raw/X or one of %s",
              layer, file.path(), file.members(LAYERS)));
    }
    return object;
  }

  private static void check(H5adFile file, String object, ValueSample sample, H5adOptions options) {
    boolean used = options.normalized() || options.log1p10k();
    if (used && sample.min() < 0) {
      throw refuse(file, object, sample, "expression is never negative: choose another layer");
    }
    if (options.normalized()) {
      if (sample.isCounts()) {
        throw refuse(file, object, sample, "normalized=true would use them as they are: drop it");
      }
      if (sample.max() > NORMALIZED_MAX) {
        throw refuse(
            file,
            object,
            sample,
            String.format(Locale.ROOT, "log1p(CP10k) never exceeds %.4g", LogNormalization.MAX));
      }
    } else if (options.log1p10k() && !sample.integers()) {
      throw refuse(
          file,
          object,
          sample,
          "normalize=log1p10k needs counts: choose another layer, or set normalized=true if it is"
              + " log1p(CP10k) already");
    }
  }

  private static IllegalArgumentException refuse(
      H5adFile file, String object, ValueSample sample, String why) {
    return new IllegalArgumentException(
        "Cannot use " + object + " of " + file.path() + " (it " + sample.describe() + "): " + why);
  }
}
