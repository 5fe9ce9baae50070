package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.SparkTestBase;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features against what scimilarity's align_dataset and lognorm_counts make of the same cells. */
class H5adFeaturesTest extends SparkTestBase {

  private static Dataset<Row> aligned(String fixture, int rowsPerPartition) {
    return spark
        .read()
        .format("h5ad")
        .option("geneOrder", Fixtures.file("gene_order.tsv").toString())
        .option("minGeneOverlap", 20)
        .option("normalize", "log1p10k")
        .option("rowsPerPartition", rowsPerPartition)
        .load(Fixtures.h5ad(fixture));
  }

  private static void assertFeatures(Dataset<Row> cells, JsonNode expected, double tolerance) {
    List<Row> rows = cells.select("cell_id", "features").collectAsList();
    assertThat(rows).hasSize(expected.size());
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).getString(0)).isEqualTo("cell-" + i);
      Vector features = rows.get(i).getAs(1);
      double[] wanted = new double[features.size()];
      expected.get(i).forEach(pair -> wanted[pair.get(0).asInt()] = pair.get(1).asDouble());
      assertThat(features.toArray()).as("cell %d", i).containsExactly(wanted, within(tolerance));
      assertThat(features.numActives()).as("stored values").isEqualTo(expected.get(i).size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "csr_counts",
        "csc_counts",
        "dense_counts",
        "float64_counts",
        "uint16_lzf",
        "int64_unsorted",
        "raw_counts",
        "layer_counts"
      })
  void everyWayToStoreTheCountsGivesScimilaritysNumbers(String fixture) {
    for (int rowsPerPartition : new int[] {1000, 7}) {
      Dataset<Row> cells = aligned(fixture, rowsPerPartition);
      assertThat(cells.first().<Vector>getAs("features").size()).isEqualTo(27);
      // the oracle computes in float32
      assertFeatures(cells, Fixtures.EXPECTED.get("log1p10k"), 2e-6);
    }
  }

  @Test
  void symbolsThatOccurTwiceAreSummedAndTheSymbolColumnIsFound() {
    assertFeatures(
        aligned("duplicate_symbols", 7), Fixtures.EXPECTED.get("log1p10k_duplicates"), 2e-6);
  }

  @Test
  void nanIsTakenForZero() {
    assertFeatures(aligned("nan", 7), Fixtures.EXPECTED.get("log1p10k_nan"), 2e-6);
  }

  @Test
  void withoutAGeneOrderTheStoredCountsComeAsTheyAre() {
    Dataset<Row> cells = spark.read().format("h5ad").load(Fixtures.h5ad("csc_counts"));
    assertFeatures(cells, Fixtures.EXPECTED.get("counts"), 0);
  }

  @Test
  void aLayerThatIsNamedComesAsItIsStored() {
    for (String fixture : List.of("negative", "nan")) {
      List<Row> rows =
          spark
              .read()
              .format("h5ad")
              .option("layer", "X")
              .load(Fixtures.h5ad(fixture))
              .selectExpr("features", "_n_counts")
              .collectAsList();
      JsonNode counts = Fixtures.EXPECTED.get("counts");
      for (int i = 0; i < rows.size(); i++) {
        double[] wanted = new double[40];
        counts.get(i).forEach(pair -> wanted[pair.get(0).asInt()] = pair.get(1).asDouble());
        double[] stored = rows.get(i).<Vector>getAs(0).toArray();
        for (int gene = 0; gene < wanted.length; gene++) {
          boolean hole = Double.isNaN(stored[gene]);
          assertThat(hole).isEqualTo(hole && fixture.equals("nan") && i == 1);
          if (!hole) {
            double shift = fixture.equals("negative") ? 1 : 0;
            assertThat(stored[gene]).isEqualTo(wanted[gene] - shift);
          }
        }
        assertThat(rows.get(i).isNullAt(1)).isEqualTo(fixture.equals("negative"));
      }
      long holes =
          Arrays.stream(rows.get(1).<Vector>getAs(0).toArray()).filter(Double::isNaN).count();
      assertThat(holes).isEqualTo(fixture.equals("nan") ? 2 : 0);
    }
  }

  @Test
  void aLayerCanBeNamed() {
    for (String layer : List.of("counts", "layers/counts")) {
      Dataset<Row> cells =
          spark.read().format("h5ad").option("layer", layer).load(Fixtures.h5ad("layer_counts"));
      assertFeatures(cells, Fixtures.EXPECTED.get("counts"), 0);
    }
  }

  @Test
  void normalizedValuesAreUsedAsTheyAre() {
    Dataset<Row> cells =
        spark
            .read()
            .format("h5ad")
            .option("normalized", true)
            .load(Fixtures.h5ad("lognorm_only"))
            .selectExpr("features", "_n_counts");
    Vector first = cells.first().getAs(0);
    double scaled = 0;
    for (double value : first.toArray()) {
      scaled += Math.expm1(value);
    }
    assertThat(scaled).isCloseTo(1e4, within(0.01));
    assertThat(cells.first().isNullAt(1)).as("counts of a normalised cell").isTrue();
  }

  @Test
  void normalizedSymbolsThatOccurTwiceAreSummedBeforeTheLogarithm() {
    Dataset<Row> cells =
        spark
            .read()
            .format("h5ad")
            .option("geneOrder", Fixtures.file("gene_order.tsv").toString())
            .option("minGeneOverlap", 20)
            .option("normalized", true)
            .load(Fixtures.h5ad("normalized_duplicates"));
    assertFeatures(cells, Fixtures.EXPECTED.get("normalized_duplicates"), 1e-12);
  }

  @Test
  void hiddenColumnsTellWhereACellComesFromAndWhatItHeld() {
    List<Row> rows =
        aligned("raw_counts", 7)
            .selectExpr("_shard", "_row", "_n_counts", "_n_genes")
            .collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).getString(0)).isEqualTo("raw_counts.h5ad");
      assertThat(rows.get(i).getLong(1)).isEqualTo(i);
      assertThat(rows.get(i).getDouble(2))
          .isEqualTo(Fixtures.EXPECTED.get("n_counts").get(i).asDouble());
      assertThat(rows.get(i).getInt(3)).isEqualTo(Fixtures.EXPECTED.get("n_genes").get(i).asInt());
    }
  }
}
