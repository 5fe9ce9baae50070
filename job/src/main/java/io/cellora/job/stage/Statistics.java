package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.config.EvaluateSettings;
import io.cellora.job.eval.CellOntology;
import io.cellora.job.eval.Comparisons;
import io.cellora.job.eval.DonorStatistics;
import io.cellora.job.eval.EvaluationTables;
import io.cellora.job.eval.OntologyMetrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How far the metrics can be trusted, and how far mistakes are from the truth: the tables
 * donor_metrics, bootstrap, comparisons, comparison_summary and ontology_metrics.
 */
final class Statistics {

  private final RunContext run;

  Statistics(RunContext run) {
    this.run = run;
  }

  /**
   * @param tables of the same predictions
   */
  void write(EvaluationTables tables) {
    run.begin("Intervals, donors and comparisons by SQL");
    EvaluateSettings settings = run.settings().evaluate();
    Dataset<Row> predictions = run.read(Columns.PREDICTIONS_TABLE);
    try (DonorStatistics donors = new DonorStatistics(run.spark(), predictions)) {
      run.write(Columns.DONOR_METRICS_TABLE, donors.metrics());
      run.write(Columns.BOOTSTRAP_TABLE, donors.bootstrap(tables.metrics(), settings.bootstrap()));
    }
    Dataset<Row> comparisons = Comparisons.of(run.spark(), predictions, tables.metrics(), settings);
    run.write(Columns.COMPARISONS_TABLE, comparisons);
    run.write(Columns.COMPARISON_SUMMARY_TABLE, Comparisons.summary(run.spark(), comparisons));
    writeOntology(new OntologyMetrics(run.spark(), tables.confusion()));
  }

  private void writeOntology(OntologyMetrics metrics) {
    Optional<CellOntology> ontology = run.settings().evaluate().ontologyFile().map(this::read);
    ontology.map(metrics::unmatched).ifPresent(this::tell);
    run.write(Columns.ONTOLOGY_METRICS_TABLE, metrics.of(ontology));
  }

  private void tell(List<String> unmatched) {
    if (!unmatched.isEmpty()) {
      run.progress()
          .step(
              "  %d cell types are no term of the ontology, or more than one: %s"
                  .formatted(unmatched.size(), String.join(", ", unmatched)));
    }
  }

  private CellOntology read(String file) {
    Path path = new Path(file);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                path.getFileSystem(run.hadoop()).open(path), StandardCharsets.UTF_8))) {
      return CellOntology.parse(lines.lines().toList());
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          "Cannot read ontology (" + e.getMessage() + "): " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + ": " + file, e);
    }
  }
}
