package io.cellora.job.report.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A table whose columns sort.
 *
 * @param caption says what it holds
 * @param columns their names; those of numbers are set to the right
 */
record PageTable(String caption, List<Column> columns, List<Line> lines) implements Block {

  /** A column. */
  record Column(String name, boolean numeric) {
    String css() {
      return numeric ? "number" : "words";
    }
  }

  /** A row: the first place names it. */
  record Line(List<Place> places) {}

  /** A cell under its column. */
  record Place(Cell cell, boolean numeric, boolean first) {
    String css() {
      String kind = numeric ? "number" : "words";
      return cell.tone().isEmpty() ? kind : kind + " " + cell.tone();
    }

    String text() {
      return cell.text();
    }

    String key() {
      return cell.key();
    }
  }

  static Builder of(String caption) {
    return new Builder(caption);
  }

  @Override
  public String template() {
    return "table";
  }

  /** Collects the columns, then the rows. */
  static final class Builder {

    private final String caption;
    private final List<Column> columns = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    private Builder(String caption) {
      this.caption = caption;
    }

    Builder words(String... names) {
      List.of(names).forEach(name -> columns.add(new Column(name, false)));
      return this;
    }

    Builder numbers(String... names) {
      List.of(names).forEach(name -> columns.add(new Column(name, true)));
      return this;
    }

    Builder row(List<Cell> cells) {
      if (cells.size() != columns.size()) {
        throw new IllegalArgumentException(
            "Invalid table row: %d cells, expected %d: %s"
                .formatted(cells.size(), columns.size(), caption));
      }
      List<Place> places = new ArrayList<>();
      for (int i = 0; i < cells.size(); i++) {
        places.add(new Place(cells.get(i), columns.get(i).numeric(), i == 0));
      }
      lines.add(new Line(places));
      return this;
    }

    PageTable build() {
      return new PageTable(caption, List.copyOf(columns), List.copyOf(lines));
    }
  }
}
