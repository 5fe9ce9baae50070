package io.cellora.job.eval;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How far a mistake is from the truth, in a Cell Ontology. */
public final class OntologyMetrics {

  private static final StructType PAIRS =
      new StructType()
          .add(Columns.LABEL, DataTypes.StringType, false)
          .add(Columns.PREDICTED, DataTypes.StringType, false)
          .add("hops", DataTypes.IntegerType, true)
          .add("subtype", DataTypes.BooleanType, false)
          .add("supertype", DataTypes.BooleanType, false);

  private final SparkSession spark;
  private final Dataset<Row> confusion;

  /**
   * @param confusion as {@link Evaluation} makes it
   */
  public OntologyMetrics(SparkSession spark, Dataset<Row> confusion) {
    this.spark = spark;
    this.confusion = confusion;
  }

  /** The classes that the ontology has no term for, or more than one, by name. */
  public List<String> unmatched(CellOntology ontology) {
    Map<String, String> terms = terms(ontology);
    return classes().stream().filter(name -> !terms.containsKey(name)).toList();
  }

  /**
   * A row for each arm, head, seed, split and metric: value, n (labelled cells whose label and
   * prediction are both terms). The metrics stand in the SQL file ontology_metrics.
   *
   * @param ontology without one the table is empty
   */
  public Dataset<Row> of(Optional<CellOntology> ontology) {
    Dataset<Row> pairs =
        spark.createDataFrame(ontology.map(this::pairs).orElse(List.of()), PAIRS).coalesce(1);
    Dataset<Row> counted = ontology.isPresent() ? confusion : confusion.limit(0);
    return Collected.table(
        "evaluate: distances in the ontology",
        SqlFile.query(
            spark,
            Columns.ONTOLOGY_METRICS_TABLE,
            Map.of(Columns.CONFUSION_TABLE, counted, "pairs", pairs)));
  }

  /** Every class beside every other: hops are null where no way leads. */
  private List<Row> pairs(CellOntology ontology) {
    Map<String, String> terms = terms(ontology);
    List<String> matched = classes().stream().filter(terms::containsKey).toList();
    List<Row> pairs = new ArrayList<>();
    for (String label : matched) {
      String term = terms.get(label);
      Map<String, Integer> hops = ontology.distances(term);
      Set<String> above = ontology.ancestors(term);
      for (String predicted : matched) {
        String other = terms.get(predicted);
        pairs.add(
            RowFactory.create(
                label,
                predicted,
                hops.get(other),
                ontology.ancestors(other).contains(term),
                above.contains(other)));
      }
    }
    return pairs;
  }

  private Map<String, String> terms(CellOntology ontology) {
    Map<String, String> terms = new HashMap<>();
    classes().forEach(name -> ontology.term(name).ifPresent(id -> terms.put(name, id)));
    return terms;
  }

  /** Labels and predictions; bounded by the number of classes. */
  private List<String> classes() {
    return Collected.rows(
            "evaluate: classes to find in the ontology",
            confusion
                .select(col(Columns.LABEL))
                .union(confusion.select(col(Columns.PREDICTED)))
                .distinct()
                .orderBy(Columns.LABEL))
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
