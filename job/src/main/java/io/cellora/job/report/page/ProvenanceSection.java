package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import io.cellora.job.config.SettingsDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** What the results were made from, as the table runs has it. */
final class ProvenanceSection {

  private static final List<String> FACTS =
      List.of(Columns.RUN_ID, "status", "started", "ended", "command", "model", "model_sha256");

  private ProvenanceSection() {}

  static Section of(PageData data) {
    TableRows runs = data.all(Columns.RUNS_TABLE);
    List<Block> blocks = new ArrayList<>();
    if (runs.isEmpty()) {
      blocks.add(Note.missing("The table runs is empty, so nothing vouches for the provenance."));
    } else {
      TableRow run = runs.rows().get(0);
      blocks.add(facts(run));
      if (run.has("inputs")) {
        blocks.add(inputs(run.row().getList(run.row().fieldIndex("inputs"))));
      }
      if (run.has("config")) {
        settings(run.text("config"), blocks);
      }
    }
    return new Section("provenance", "Provenance", "What it was made from", blocks);
  }

  private static PageTable facts(TableRow run) {
    PageTable.Builder table = PageTable.of("The run").words("what", "value");
    for (String fact : FACTS) {
      if (run.has(fact)) {
        table.row(List.of(Cell.text(PlainTable.words(fact)), code(run.text(fact))));
      }
    }
    if (run.has("versions")) {
      Map<String, String> versions =
          new TreeMap<>(run.row().<String, String>getJavaMap(run.row().fieldIndex("versions")));
      versions.forEach(
          (name, version) -> table.row(List.of(Cell.text("version of " + name), code(version))));
    }
    return table.build();
  }

  private static PageTable inputs(List<Row> files) {
    PageTable.Builder table =
        PageTable.of("Input files").words("split", "file").numbers("bytes").words("SHA-256");
    for (Row row : files) {
      TableRow file = new TableRow(row);
      table.row(
          List.of(
              Cell.text(file.text(Columns.SPLIT)),
              code(file.text("path")),
              Cell.whole(file.number("size")),
              code(file.text("sha256"))));
    }
    return table.build();
  }

  private static void settings(String config, List<Block> blocks) {
    List<SettingsDifference> differing = SettingsDifference.fromReference(config);
    if (differing.isEmpty()) {
      blocks.add(Note.plain("Every setting is as in conf/reference.conf."));
    } else {
      PageTable.Builder table =
          PageTable.of("Settings that differ from conf/reference.conf")
              .words("setting", "here", "reference");
      differing.forEach(
          one -> table.row(List.of(code(one.key()), code(one.value()), code(one.reference()))));
      blocks.add(table.build());
    }
    PageTable.Builder all = PageTable.of("All settings").words("setting", "value");
    SettingsDifference.leaves(config)
        .forEach((key, value) -> all.row(List.of(code(key), code(value))));
    blocks.add(new Details("All settings", List.of(all.build())));
  }

  private static Cell code(String text) {
    return Cell.text(text).in("code");
  }
}
