package io.cellora.job.eval;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import io.cellora.job.config.Columns;
import io.cellora.lora.TemperatureSlope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The temperature of every head: a few passes over the calibration cells, all heads at once. */
final class Temperatures {

  private static final String INVERSE = "inverse";
  private static final String LABEL = "evaluate: temperatures";
  private static final StructType CANDIDATES =
      Heads.SCHEMA.add(INVERSE, DataTypes.DoubleType, false);

  private final SparkSession spark;
  private final Dataset<Row> cells;

  /** Takes cells with the key of their head, class_index (never null) and probabilities. */
  Temperatures(SparkSession spark, Dataset<Row> cells) {
    this.spark = spark;
    this.cells = cells;
  }

  /** The temperatures by the values of the heads' keys. */
  Map<List<Object>, Double> fit() {
    Map<List<Object>, TemperatureSearch> searches = started();
    while (searches.values().stream().anyMatch(search -> !search.done())) {
      for (Row slope : slopes(Heads.join(cells, candidates(searches), "inner"))) {
        searches.get(Heads.of(slope)).step(gradient(slope), curvature(slope));
      }
    }
    Map<List<Object>, Double> temperatures = new LinkedHashMap<>();
    searches.forEach((head, search) -> temperatures.put(head, 1 / search.inverse()));
    return temperatures;
  }

  private Map<List<Object>, TemperatureSearch> started() {
    Column places =
        array(TemperatureSearch.START.stream().map(place -> lit(place)).toArray(Column[]::new));
    Map<List<Object>, TreeMap<Double, Row>> byHead = new LinkedHashMap<>();
    for (Row slope : slopes(cells.withColumn(INVERSE, explode(places)))) {
      byHead
          .computeIfAbsent(Heads.of(slope), head -> new TreeMap<>())
          .put(slope.<Double>getAs(INVERSE), slope);
    }
    Map<List<Object>, TemperatureSearch> searches = new LinkedHashMap<>();
    byHead.forEach(
        (head, slopes) -> {
          TemperatureSearch search = new TemperatureSearch();
          search.start(
              slopes.values().stream().map(Temperatures::gradient).toList(),
              curvature(slopes.get(TemperatureSearch.START.get(1))));
          searches.put(head, search);
        });
    return searches;
  }

  private List<Row> slopes(Dataset<Row> placed) {
    Dataset<Row> slopes =
        placed
            .select(Heads.columns(INVERSE, Columns.PROBABILITIES, Columns.CLASS_INDEX))
            .withColumn(
                "slope",
                TemperatureSlope.of(
                    col(Columns.PROBABILITIES), col(Columns.CLASS_INDEX), col(INVERSE)));
    return Collected.rows(
        LABEL, SqlFile.query(spark, "calibration/slopes", Map.of("slopes", slopes)));
  }

  private Dataset<Row> candidates(Map<List<Object>, TemperatureSearch> searches) {
    List<Row> rows = new ArrayList<>();
    searches.forEach(
        (head, search) -> {
          if (!search.done()) {
            List<Object> values = new ArrayList<>(head);
            values.add(search.inverse());
            rows.add(RowFactory.create(values.toArray()));
          }
        });
    return spark.createDataFrame(rows, CANDIDATES);
  }

  private static double gradient(Row slope) {
    return slope.<Double>getAs("gradient");
  }

  private static double curvature(Row slope) {
    return slope.<Double>getAs("curvature");
  }
}
