package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import io.cellora.job.config.MetricNames;
import io.cellora.job.report.chart.DotChart;
import io.cellora.job.report.chart.DotChart.Line;
import io.cellora.job.report.chart.DotChart.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Macro-F1 of each donor, the best frozen head beside the trained arms. */
final class DonorsSection {

  private static final int DRAWN = 60;

  private DonorsSection() {}

  static Section of(PageData data) {
    TableRows rows =
        data.ofSplit(Columns.DONOR_METRICS_TABLE).where(Columns.METRIC, MetricNames.MACRO_F1);
    List<Block> blocks = new ArrayList<>();
    List<Contestant> contestants = Contestant.of(data);
    if (!rows.holds(Columns.DONOR, Columns.ARM, Columns.HEAD, Columns.SEED, Columns.VALUE)) {
      blocks.add(Note.missing("The cells have no donors, so nothing can be said donor by donor."));
    } else {
      blocks.add(figure(data, rows, contestants));
    }
    return new Section("donors", "Donors", "Donor by donor", blocks);
  }

  private static Figure figure(PageData data, TableRows rows, List<Contestant> contestants) {
    List<String> donors =
        rows.by(Columns.DONOR).entrySet().stream()
            .sorted(Comparator.comparingDouble(e -> -e.getValue().get(0).number(Columns.N)))
            .map(e -> e.getKey().get(0))
            .toList();
    DotChart chart = new DotChart("macro-F1");
    donors.stream()
        .limit(DRAWN)
        .forEach(donor -> chart.add(line(donor, rows.where(Columns.DONOR, donor), contestants)));
    List<Figure.Key> legend =
        contestants.stream().map(one -> new Figure.Key(one.colour(), one.name())).toList();
    String drawn =
        donors.size() > DRAWN
            ? "The %d donors with most cells, of %d.".formatted(DRAWN, donors.size())
            : "Donors by cells. Macro-F1 is over the classes that a donor has.";
    return new Figure("Macro-F1 of each donor on " + data.split(), chart.html(), legend, drawn);
  }

  private static Line line(String donor, TableRows rows, List<Contestant> contestants) {
    List<Mark> marks = new ArrayList<>();
    for (Contestant one : contestants) {
      one.of(rows).stream()
          .findFirst()
          .ifPresent(
              row -> marks.add(Mark.of(one.name(), row.number(Columns.VALUE), one.colour())));
    }
    double cells = rows.rows().get(0).number(Columns.N);
    return new Line(donor, Cell.whole(cells).text() + " cells", marks, false);
  }
}
