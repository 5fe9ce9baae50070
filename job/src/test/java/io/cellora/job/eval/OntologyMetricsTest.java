package io.cellora.job.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle is networkx, through make_ontology.py. */
class OntologyMetricsTest extends SparkTestBase {

  private static final Path FOLDER = Path.of("src/test/resources/ontology");

  private JsonNode oracle;
  private CellOntology ontology;

  @BeforeEach
  void read() throws IOException {
    oracle = new ObjectMapper().readTree(FOLDER.resolve("distances.json").toFile());
    ontology = CellOntology.parse(Files.readAllLines(FOLDER.resolve("cells.obo")));
  }

  private Dataset<Row> confusion() {
    List<String> cells = new ArrayList<>();
    for (JsonNode cell : oracle.get("cells")) {
      cells.add(cell.get(0).asText() + ">" + cell.get(1).asText());
    }
    return SqlFile.query(
        spark,
        "confusion",
        Map.of(
            "counts",
            Predictions.of(spark, cells.toArray(new String[0]))
                .groupBy("run_id", "arm", "head", "seed", "split", "label", "predicted")
                .agg(org.apache.spark.sql.functions.count("*").as("n"))));
  }

  @Test
  void distancesAndAncestorsAreNetworkxs() {
    Map<String, Map<String, Integer>> expected = new HashMap<>();
    for (JsonNode each : oracle.get("hops")) {
      expected
          .computeIfAbsent(each.get(0).asText(), none -> new HashMap<>())
          .put(each.get(1).asText(), each.get(2).asInt());
    }
    expected.forEach((term, hops) -> assertThat(ontology.distances(term)).isEqualTo(hops));
    oracle
        .get("ancestors")
        .fields()
        .forEachRemaining(
            entry -> {
              TreeSet<String> ids = new TreeSet<>();
              entry.getValue().forEach(id -> ids.add(id.asText()));
              assertThat(new TreeSet<>(ontology.ancestors(entry.getKey()))).isEqualTo(ids);
            });
  }

  @Test
  void aLabelIsFoundByIdNameOrExactSynonymOfOneLivingTerm() {
    oracle
        .get("means")
        .fields()
        .forEachRemaining(
            entry -> assertThat(ontology.term(entry.getKey())).contains(entry.getValue().asText()));
    assertThat(ontology.term("somite")).as("related, or obsolete").isEmpty();
    assertThat(ontology.term("twice named")).isEmpty();
    assertThat(ontology.term("T cells")).isEmpty();
  }

  @Test
  void metricsAreThoseOfNetworkxsDistances() {
    Map<String, Row> found = new HashMap<>();
    new OntologyMetrics(spark, confusion())
        .of(Optional.of(ontology))
        .collectAsList()
        .forEach(row -> found.put(row.getAs("metric"), row));
    JsonNode expected = oracle.get("metrics");
    assertThat(found).hasSize(expected.size());
    expected
        .fields()
        .forEachRemaining(
            entry -> {
              Row row = found.get(entry.getKey());
              assertThat(row.<Double>getAs("value"))
                  .as(entry.getKey())
                  .isCloseTo(entry.getValue().asDouble(), within(1e-12));
              assertThat(row.<Long>getAs("n")).isEqualTo(expected.get("cells_mapped").asLong());
            });
  }

  @Test
  void classesWithoutATermAreNamed() {
    assertThat(new OntologyMetrics(spark, confusion()).unmatched(ontology))
        .containsExactly("somite", "twice named");
  }

  @Test
  void whereNothingIsATermThereIsNoDistance() {
    CellOntology other = CellOntology.parse(List.of("[Term]", "id: X:1", "name: something else"));
    List<Row> rows = new OntologyMetrics(spark, confusion()).of(Optional.of(other)).collectAsList();
    assertThat(rows).hasSize(9);
    assertThat(rows)
        .filteredOn(row -> row.getAs("metric").equals("hop_distance"))
        .allMatch(row -> row.getAs("value") == null && row.<Long>getAs("n") == 0);
  }

  @Test
  void withoutAnOntologyTheTableIsEmpty() {
    assertThat(new OntologyMetrics(spark, confusion()).of(Optional.empty()).collectAsList())
        .isEmpty();
  }

  @Test
  void whatIsNoOboFileIsRefused() {
    assertThatThrownBy(() -> CellOntology.parse(List.of("<rdf>", "</rdf>")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read ontology (no [Term] in it; is this an obo file?)");
    assertThatThrownBy(() -> CellOntology.parse(List.of("[Term]", "name: lost")))
        .hasMessage("Cannot read ontology (a term has no id, only [Term]; name: lost)");
  }
}
