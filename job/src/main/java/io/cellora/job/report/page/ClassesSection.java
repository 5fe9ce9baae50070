package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import io.cellora.job.report.chart.DotChart;
import io.cellora.job.report.chart.DotChart.Line;
import io.cellora.job.report.chart.DotChart.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** F1 and recall of every class, the best frozen head beside the trained arms. */
final class ClassesSection {

  /** Fewer cells of a class than this decide nothing. */
  static final int FEW_CELLS = 20;

  private static final int DRAWN = 40;

  private final PageData data;
  private final List<Contestant> contestants;
  // by class, then by contestant
  private final Map<String, List<TableRow>> classes = new LinkedHashMap<>();

  private ClassesSection(PageData data) {
    this.data = data;
    this.contestants = Contestant.of(data);
  }

  static Section of(PageData data) {
    return new ClassesSection(data).section();
  }

  private Section section() {
    TableRows perClass = data.ofSplit(Columns.PER_CLASS_TABLE);
    for (Contestant one : contestants) {
      one.of(perClass).stream()
          .forEach(
              row ->
                  classes
                      .computeIfAbsent(row.text(Columns.LABEL), label -> new ArrayList<>())
                      .add(row));
    }
    classes.values().removeIf(rows -> rows.size() < contestants.size());
    List<Block> blocks = new ArrayList<>();
    if (classes.isEmpty()) {
      blocks.add(Note.missing("The table per_class has no rows of " + data.split() + "."));
    } else {
      blocks.add(figure());
      blocks.add(table());
    }
    return new Section("classes", "Classes", "Class by class", blocks);
  }

  private List<Map.Entry<String, List<TableRow>>> bySupport() {
    return classes.entrySet().stream()
        .sorted(Comparator.comparingDouble(entry -> -support(entry.getValue())))
        .toList();
  }

  private static double support(List<TableRow> rows) {
    return rows.get(0).number(Columns.SUPPORT);
  }

  private Figure figure() {
    DotChart chart = new DotChart("F1").from(0);
    bySupport().stream()
        .limit(DRAWN)
        .forEach(entry -> chart.add(line(entry.getKey(), entry.getValue())));
    List<Figure.Key> legend =
        contestants.stream().map(one -> new Figure.Key(one.colour(), one.name())).toList();
    String drawn =
        classes.size() > DRAWN
            ? "The %d largest of %d classes, by cells.".formatted(DRAWN, classes.size())
            : "Classes by cells, the largest first.";
    return new Figure("F1 of each class on " + data.split(), chart.html(), legend, drawn);
  }

  private Line line(String label, List<TableRow> rows) {
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Contestant one = contestants.get(i);
      marks.add(Mark.of(one.name(), rows.get(i).number(Columns.F1), one.colour()));
    }
    double cells = support(rows);
    String few = cells < FEW_CELLS ? " (few)" : "";
    return new Line(label, Cell.whole(cells).text() + " cells" + few, marks, false);
  }

  private PageTable table() {
    PageTable.Builder table =
        PageTable.of(
                "Classes on %s, seed %d; recall with Wilson's 95 %% interval. Fewer than %d cells are flagged."
                    .formatted(data.split(), data.request().seed(), FEW_CELLS))
            .words("class")
            .numbers("cells");
    for (Contestant one : contestants) {
      table.numbers("F1, " + one.name(), "recall, " + one.name());
    }
    for (Map.Entry<String, List<TableRow>> entry : bySupport()) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.text(entry.getKey()));
      Cell support = Cell.whole(support(entry.getValue()));
      cells.add(support(entry.getValue()) < FEW_CELLS ? support.in("warn") : support);
      for (TableRow row : entry.getValue()) {
        cells.add(Cell.number(row.number(Columns.F1)));
        cells.add(
            Cell.interval(
                row.number(Columns.RECALL),
                row.number("recall_lower"),
                row.number("recall_upper")));
      }
      table.row(cells);
    }
    return table.build();
  }
}
