package io.cellora.job.stage;

import io.cellora.job.config.CellFiles;
import io.cellora.job.config.SplitBy;
import io.cellora.job.config.SplitSettings;
import io.cellora.job.eval.LeakageCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The cells of a run with their splits: as files were given, or drawn as the settings say. */
final class CellSplits {

  private static final String GIVEN = "given files";
  private static final String BY_DONOR = "by donor";
  private static final String BY_BATCH = "by batch";

  /** The smallest part is worth at least so much of a group where groups are kept whole unasked. */
  private static final double LEAST_GROUP = 0.5;

  private final RunContext run;
  private final CellReader reader;
  private final SplitSettings settings;

  CellSplits(RunContext run, CellReader reader) {
    this.run = run;
    this.reader = reader;
    this.settings = run.settings().split();
  }

  /**
   * Where a split comes from.
   *
   * @param source what its files were given as: a split, or input
   * @param how given files, by donor, by batch or by cell
   */
  record Origin(String split, String source, String how) {}

  /** The rows of the cells table, and where each of their splits comes from. */
  record Cells(Dataset<Row> rows, List<Origin> origins) {}

  /**
   * Plans the cells; draws what is to be drawn from obs alone.
   *
   * @throws IllegalArgumentException if the settings ask for groups that are not there, or for
   *     calibration cells that are given
   */
  Cells of(CellFiles files) {
    refuseCalibrationTwice(files);
    List<Cells> parts = new ArrayList<>();
    for (Map.Entry<String, List<String>> role : files.byRole().entrySet()) {
      parts.add(of(role.getKey(), role.getValue()));
    }
    return new Cells(
        parts.stream().map(Cells::rows).reduce(Dataset::unionByName).orElseThrow(),
        parts.stream().flatMap(part -> part.origins().stream()).toList());
  }

  private void refuseCalibrationTwice(CellFiles files) {
    double drawn = Math.max(settings.calibrationFromTrain(), settings.calibrationFromVal());
    if (drawn > 0 && (files.has(CellFiles.CALIBRATION) || files.has(CellFiles.INPUT))) {
      throw new IllegalArgumentException(
          "Invalid setting split.calibrationFrom%s: %s, expected 0 where %s"
              .formatted(
                  settings.calibrationFromTrain() > 0 ? "Train" : "Val",
                  drawn,
                  files.has(CellFiles.INPUT)
                      ? "the cells of --input are split (split.fractions.calibration)"
                      : "--calibration gives the cells"));
    }
  }

  private Cells of(String role, List<String> paths) {
    Map<String, Double> fractions = fractions(role);
    return fractions.size() == 1
        ? new Cells(reader.labelled(paths, role), List.of(new Origin(role, role, GIVEN)))
        : drawn(role, paths, fractions);
  }

  /** What is made of the cells of a role, by split. */
  private Map<String, Double> fractions(String role) {
    return switch (role) {
      case CellFiles.INPUT -> settings.fractions().bySplit();
      case CellFiles.TRAIN -> withCalibration(role, settings.calibrationFromTrain());
      case CellFiles.VAL -> withCalibration(role, settings.calibrationFromVal());
      default -> Map.of(role, 1.0);
    };
  }

  private static Map<String, Double> withCalibration(String role, double part) {
    Map<String, Double> fractions = new LinkedHashMap<>();
    fractions.put(role, 1 - part);
    if (part > 0) {
      fractions.put(CellFiles.CALIBRATION, part);
    }
    return fractions;
  }

  private Cells drawn(String role, List<String> paths, Map<String, Double> fractions) {
    SplitDraw draw =
        new SplitDraw(reader.grouped(paths, role, settings.column()), fractions, settings.seed());
    boolean whole = keepsGroups(role, draw);
    String how = whole ? (settings.byOtherColumn() ? BY_BATCH : BY_DONOR) : LeakageCheck.BY_CELL;
    List<Origin> origins = new ArrayList<>();
    for (String split : fractions.keySet()) {
      // Of given files only what is taken away is drawn.
      String drawn = split.equals(role) ? GIVEN : how;
      origins.add(new Origin(split, role, drawn));
    }
    return new Cells(whole ? draw.byGroup() : draw.byCell(), origins);
  }

  private boolean keepsGroups(String role, SplitDraw draw) {
    if (settings.by() == SplitBy.CELL) {
      run.progress().step("  %s: split by cell, as split.by says".formatted(role));
      return false;
    }
    long groups = draw.groups();
    String what = settings.byOtherColumn() ? "values of " + settings.column() : "donors";
    long needed = needed(role, draw.fractions());
    if (settings.by() == SplitBy.DONOR && groups < draw.fractions().size()) {
      throw new IllegalArgumentException(
          "Cannot split the cells of %s by donor (%s %s, at least %d needed): set input.donor or"
                  .formatted(role, groups == 0 ? "no" : "only " + groups, what, needed)
              + " split.column to a column of obs, or split.by=cell");
    }
    boolean whole = settings.by() == SplitBy.DONOR || groups >= needed;
    run.progress()
        .step(
            whole
                ? "  %s: split by %,d %s, each kept whole".formatted(role, groups, what)
                : "  %s: split by cell, for there are %,d %s and %,d are needed to keep them whole"
                    .formatted(role, groups, what, needed));
    return whole;
  }

  /** A small part of given cells is not worth a donor that is much larger. */
  private static long needed(String role, Map<String, Double> fractions) {
    double least = fractions.values().stream().mapToDouble(Double::doubleValue).min().orElse(1);
    return role.equals(CellFiles.INPUT)
        ? fractions.size()
        : Math.max(fractions.size(), (long) Math.ceil(LEAST_GROUP / least));
  }
}
