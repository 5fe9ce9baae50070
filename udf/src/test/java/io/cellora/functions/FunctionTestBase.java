package io.cellora.functions;

import com.fasterxml.jackson.databind.JsonNode;
import io.cellora.Fixtures;
import io.cellora.SparkTestBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;

/**
 * A session with the catalog {@code cellora} and the view {@code cells}: 60 cells with the numbers
 * of metrics.json, and a last one that is null but for its id.
 */
abstract class FunctionTestBase extends SparkTestBase {

  protected static final JsonNode EXPECTED = Fixtures.json("functions/metrics.json");
  protected static final int CELLS = EXPECTED.get("labels").size();

  private static final StructType SCHEMA =
      new StructType()
          .add("cell_id", DataTypes.IntegerType)
          .add("counts", SQLDataTypes.VectorType())
          .add("features", SQLDataTypes.VectorType())
          .add("embedding", DataTypes.createArrayType(DataTypes.FloatType))
          .add("probabilities", DataTypes.createArrayType(DataTypes.FloatType))
          .add("label", DataTypes.StringType)
          .add("predicted", DataTypes.StringType)
          .add("odd_label", DataTypes.StringType)
          .add("odd_predicted", DataTypes.StringType);

  /** One for all classes of a JVM, because a session keeps a catalog as it was first loaded. */
  private static final Path REFERENCE =
      Path.of("target", "reference", Long.toString(ProcessHandle.current().pid())).toAbsolutePath();

  @BeforeAll
  static void cells() {
    setCatalog(
        "cellora",
        "model",
        Fixtures.path("weights/scimilarity_small").toString(),
        "adapter",
        Fixtures.path("functions/adapter").toString(),
        "geneOrder",
        Fixtures.path("functions/gene_order.tsv").toString(),
        "reference",
        REFERENCE.toString());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < CELLS; i++) {
      rows.add(row(i));
    }
    rows.add(RowFactory.create(CELLS, null, null, null, null, null, null, null, null));
    spark.createDataFrame(rows, SCHEMA).repartition(3).createOrReplaceTempView("unranked");
    sql(
        "CREATE OR REPLACE TEMPORARY VIEW cells AS SELECT *,"
            + " transform(slice(array_sort(transform(probabilities, (p, i) -> struct(-p AS o, i))), 1,"
            + " 3), t -> struct("
            + classes()
            + "[t.i] AS label, -t.o AS probability)) AS top FROM unranked");
    spark
        .table("cells")
        .select("cell_id", "label", "embedding")
        .write()
        .mode("overwrite")
        .parquet(REFERENCE.toString());
  }

  /** Options as key, value, key, value. */
  protected static void setCatalog(String name, String... options) {
    String key = "spark.sql.catalog." + name;
    spark.conf().set(key, CelloraCatalog.class.getName());
    for (int i = 0; i < options.length; i += 2) {
      spark.conf().set(key + "." + options[i], options[i + 1]);
    }
  }

  private static Row row(int i) {
    JsonNode all = EXPECTED.get("counts");
    Vector counts = Vectors.dense(Fixtures.doubles(all.get(i % all.size())));
    JsonNode normal = EXPECTED.get("log1p10k");
    Vector features = Vectors.dense(Fixtures.doubles(normal.get(i % all.size())));
    boolean sparse = i % 2 == 0;
    return RowFactory.create(
        i,
        sparse ? counts.toSparse() : counts,
        sparse ? features.toSparse() : features,
        boxed(EXPECTED.get("embeddings").get(i)),
        boxed(EXPECTED.get("probabilities").get(i)),
        EXPECTED.get("labels").get(i).asText(),
        EXPECTED.get("predicted").get(i).asText(),
        EXPECTED.get("odd_labels").get(i).asText(),
        EXPECTED.get("odd_predicted").get(i).asText());
  }

  private static Float[] boxed(JsonNode numbers) {
    Float[] out = new Float[numbers.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) numbers.get(i).asDouble();
    }
    return out;
  }

  private static String classes() {
    List<String> names = new ArrayList<>();
    EXPECTED.get("classes").forEach(name -> names.add("'" + name.asText() + "'"));
    return "array(" + String.join(", ", names) + ")";
  }

  protected static Row one(String query) {
    List<Row> rows = sql(query);
    if (rows.size() != 1) {
      throw new AssertionError("Expected one row, found " + rows);
    }
    return rows.get(0);
  }
}
