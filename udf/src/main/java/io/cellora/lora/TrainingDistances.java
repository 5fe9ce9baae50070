package io.cellora.lora;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Distances of cells from the means of the classes that an adapter was trained on. */
public final class TrainingDistances {

  private static final String OF = "of";
  private static final String BIN = "bin";

  private static final StructType BINNED =
      new StructType().add(OF, DataTypes.IntegerType, false).add(BIN, DataTypes.IntegerType, false);

  private TrainingDistances() {}

  /**
   * Adds {@code distance} (double) and {@code distance_percentile} (int) to cells.
   *
   * @param vectorCol the embedding, an ml vector
   */
  public static Dataset<Row> add(Dataset<Row> cells, String vectorCol, TrainingProfile profile) {
    DistanceRows rows = new DistanceRows(profile, cells.schema().fieldIndex(vectorCol));
    return cells.map(
        rows,
        Encoders.row(
            cells
                .schema()
                .add("distance", DataTypes.DoubleType, false)
                .add("distance_percentile", DataTypes.IntegerType, false)));
  }

  /**
   * The percentiles 0 to 100 of the training cells' distances, for several adapters in one pass.
   *
   * @param cells two columns: which adapter (int), the embedding by it (array of float)
   * @param directions of each adapter [adapters][classes][latent]
   * @return [adapters][101]
   */
  public static double[][] percentiles(Dataset<Row> cells, Broadcast<List<double[][]>> directions) {
    Map<Integer, Map<Integer, Long>> counts = new HashMap<>();
    // Bounded by adapters times bins.
    for (Row row :
        cells
            .map(new BinDistance(directions), Encoders.row(BINNED))
            .groupBy(OF, BIN)
            .count()
            .collectAsList()) {
      counts
          .computeIfAbsent(row.getInt(0), of -> new HashMap<>())
          .put(row.getInt(1), row.getLong(2));
    }
    double[][] percentiles = new double[directions.value().size()][];
    for (int i = 0; i < percentiles.length; i++) {
      percentiles[i] = DistanceHistogram.percentiles(counts.getOrDefault(i, Map.of()));
    }
    return percentiles;
  }
}
