package io.cellora.job.report;

import java.awt.Font;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Where everything of a confusion matrix goes: lengths in points, every text measured first.
 *
 * @param cell side of a cell
 * @param left x of the matrix; names and supports of the true classes stand before it
 * @param top y of the matrix
 * @param labelHeight room under the matrix for the names of the predicted classes
 * @param slanted names under the matrix at 45 degrees; otherwise upright, which packs closer
 * @param nameEvery draws every so many names, so that they never overlap
 */
record MatrixLayout(
    List<String> names,
    double cell,
    double left,
    double top,
    double labelHeight,
    boolean slanted,
    int nameEvery) {

  static final double MARGIN = 28;
  static final double GAP = 8;
  static final double AXIS = 30;

  private static final int NUMBERS_UP_TO = 40;
  private static final int ALL_NAMED_UP_TO = 200;
  private static final double LINE = 1.15;
  private static final double WIDEST_NAME = 1600;
  private static final double WIDEST_NAME_OF_MANY = 250;
  private static final double SLANT = Math.sqrt(0.5);

  static MatrixLayout of(ConfusionMatrix matrix) {
    int classes = matrix.size();
    double cell = cell(matrix);
    Font font = nameFont(classes);
    double widest = classes <= NUMBERS_UP_TO ? WIDEST_NAME : WIDEST_NAME_OF_MANY;
    List<String> names =
        matrix.classes().stream()
            .map(name -> Fonts.fit(name.replaceAll("\\s+", " "), font, widest))
            .toList();
    double longest = names.stream().mapToDouble(name -> Fonts.width(name, font)).max().orElse(0);
    double line = font.getSize2D() * LINE;
    boolean slanted = cell * SLANT >= line;
    double labelHeight = slanted ? (longest + line) * SLANT : longest;
    return new MatrixLayout(
        names,
        cell,
        MARGIN + AXIS + longest + GAP + supportWidth(matrix) + 2 * GAP,
        MARGIN + 84,
        labelHeight + GAP,
        slanted,
        Math.max(1, (int) Math.ceil(line / cell)));
  }

  /**
   * A cell holds the longest number; without numbers it is as high as a name up to some classes,
   * and beyond the matrix keeps to a screen.
   */
  private static double cell(ConfusionMatrix matrix) {
    int classes = matrix.size();
    double side = Math.max(2.5, Math.min(96, (classes <= 12 ? 800.0 : 1120.0) / classes));
    if (!hasNumbers(classes)) {
      double named = classes <= ALL_NAMED_UP_TO ? nameFont(classes).getSize2D() * LINE : 0;
      return Math.max(side, named);
    }
    return Math.max(
        side, Fonts.width(number(matrix.largestCount()), Fonts.plain(numberSize(side))) + 8);
  }

  static boolean hasNumbers(int classes) {
    return classes <= NUMBERS_UP_TO;
  }

  static float numberSize(double cell) {
    return cell >= 60 ? 15 : cell >= 40 ? 12 : 10;
  }

  static Font nameFont(int classes) {
    return Fonts.plain(classes <= 25 ? 14 : classes <= NUMBERS_UP_TO ? 12 : 10);
  }

  static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static double supportWidth(ConfusionMatrix matrix) {
    Font font = nameFont(matrix.size());
    return IntStream.range(0, matrix.size())
        .mapToDouble(row -> Fonts.width(number(matrix.support()[row]), font))
        .max()
        .orElse(0);
  }

  double side() {
    return cell * names.size();
  }

  double right() {
    return left + side();
  }

  double bottom() {
    return top + side();
  }
}
