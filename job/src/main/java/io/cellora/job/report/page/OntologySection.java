package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import java.util.List;

/** How far mistakes are in the Cell Ontology. */
final class OntologySection {

  private OntologySection() {}

  static Section of(PageData data) {
    TableRows rows = data.ofSplit(Columns.ONTOLOGY_METRICS_TABLE);
    Block block =
        rows.isEmpty()
            ? Note.missing(
                "No Cell Ontology was given (--ontology), so all mistakes count the same.")
            : PlainTable.of("Distances in the Cell Ontology on " + data.split(), rows);
    return new Section("ontology", "Ontology", "How far off mistakes are", List.of(block));
  }
}
