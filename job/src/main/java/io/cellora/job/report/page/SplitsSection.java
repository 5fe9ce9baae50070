package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What was split how, and the ontology's view of the mistakes where one was given. */
final class SplitsSection {

  private static final String MANIFEST = Columns.SPLIT_MANIFEST_TABLE;

  private SplitsSection() {}

  static Section of(PageData data) {
    TableRows manifest = data.all(MANIFEST);
    List<Block> blocks = new ArrayList<>();
    if (manifest.holds(Columns.SPLIT, Columns.HOW, Columns.N_CELLS)) {
      blocks.add(summary(manifest));
      blocks.add(
          new Details(
              "The whole manifest", List.of(PlainTable.of("Split by file and donor", manifest))));
    } else {
      blocks.add(
          Note.missing(
              "There is no split manifest: the splits are the files as they were given (see"
                  + " Provenance)."));
    }
    return new Section("splits", "Splits", "What was split how", blocks);
  }

  private static PageTable summary(TableRows manifest) {
    PageTable.Builder table =
        PageTable.of("Cells of each split").words("split").numbers("cells", "donors").words("how");
    Map<String, List<TableRow>> splits = new LinkedHashMap<>();
    manifest.by(Columns.SPLIT).forEach((key, rows) -> splits.put(key.get(0), rows));
    splits.forEach(
        (split, rows) -> {
          long donors =
              rows.stream()
                  .map(row -> row.text(Columns.DONOR))
                  .filter(d -> !d.isEmpty())
                  .distinct()
                  .count();
          String how =
              rows.stream()
                  .map(row -> row.text(Columns.HOW))
                  .collect(Collectors.toCollection(TreeSet::new))
                  .stream()
                  .collect(Collectors.joining(", "));
          table.row(
              List.of(
                  Cell.text(split),
                  Cell.whole(rows.stream().mapToDouble(row -> row.number(Columns.N_CELLS)).sum()),
                  donors == 0 ? Cell.number(Double.NaN) : Cell.whole(donors),
                  Cell.text(how)));
        });
    return table.build();
  }
}
