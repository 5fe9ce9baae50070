package io.cellora.knn;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A reference for {@code nearest}: on the executors in memory, with the names of its rows where it
 * has cell_id.
 */
public final class NearestReference implements Serializable {

  private static final long serialVersionUID = 1;

  private final BroadcastReference blocks;
  private final Broadcast<List<String>> ids;
  private final KnnLabels labels;
  private final ReferenceSize size;
  private final int batch;

  private NearestReference(
      BroadcastReference blocks,
      Broadcast<List<String>> ids,
      KnnLabels labels,
      ReferenceSize size,
      int batch) {
    this.blocks = blocks;
    this.ids = ids;
    this.labels = labels;
    this.size = size;
    this.batch = batch;
  }

  /**
   * Broadcasts the rows that have an embedding and a label.
   *
   * @throws IllegalArgumentException if they are more than may be broadcast
   */
  public static NearestReference broadcast(
      Dataset<Row> rows, String embedding, String label, KnnOptions.Sizes sizes) {
    ReferenceTable table = ReferenceTable.of(rows, embedding, label);
    if (!sizes.broadcasts(table.size())) {
      throw new IllegalArgumentException(
          "Cannot hold reference in memory (%,d rows of %d take %,d bytes, at most %,d may be"
                  .formatted(
                      table.size().rows(),
                      table.size().width(),
                      table.size().bytes(),
                      sizes.broadcastBytes())
              + " broadcast; allow more, sample it, or use cellora annotate): columns "
              + label
              + " and "
              + embedding);
    }
    KnnLabels labels = table.labels();
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
    return new NearestReference(
        BroadcastReference.collect(table, labels, sizes),
        context.broadcast(table.hasIds() ? List.copyOf(table.ids()) : List.of()),
        labels,
        table.size(),
        sizes.batch());
  }

  /** array of structs, nearest first: cell_id (where the reference has it), label, distance. */
  DataType resultType() {
    StructType neighbour = new StructType();
    if (hasIds()) {
      neighbour = neighbour.add(EmbeddingColumn.ID, DataTypes.StringType, false);
    }
    return DataTypes.createArrayType(
        neighbour
            .add("label", DataTypes.StringType, false)
            .add("distance", DataTypes.FloatType, false),
        false);
  }

  boolean hasIds() {
    return !ids.value().isEmpty();
  }

  String id(long row) {
    return ids.value().get((int) row);
  }

  KnnLabels labels() {
    return labels;
  }

  ReferenceSize size() {
    return size;
  }

  /** Queries in one product. */
  int batch() {
    return batch;
  }

  KnnCache.Lease acquire() {
    return blocks.acquire();
  }

  /** Frees driver and executors; no query may use it any more. */
  public void destroy() {
    blocks.destroy();
    ids.destroy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NearestReference reference && blocks.equals(reference.blocks);
  }

  @Override
  public int hashCode() {
    return blocks.hashCode();
  }
}
