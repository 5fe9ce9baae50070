package io.cellora.knn;

import static io.cellora.knn.EmbeddingColumn.quoted;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A reference as a DataFrame: the rows that have an embedding and a label, in an order that does
 * not depend on how they are stored: shard, row and cell_id where there are, then label and
 * embedding. The driver's side; it holds none of the rows.
 *
 * @param rows the embedding (array of float), the label and what orders them
 * @param embedding name of the column
 * @param label name of the column
 * @param size of what is left
 */
record ReferenceTable(Dataset<Row> rows, String embedding, String label, ReferenceSize size) {

  private static final List<String> PLACE = List.of("shard", "row", EmbeddingColumn.ID);

  static ReferenceTable of(Dataset<Row> table, String embedding, String label) {
    Dataset<Row> floats = EmbeddingColumn.asFloats(table, embedding);
    if (!Arrays.asList(table.columns()).contains(label)) {
      throw new IllegalArgumentException(
          "Cannot find column of labels (there is %s): %s"
              .formatted(String.join(", ", table.columns()), label));
    }
    Dataset<Row> rows =
        floats
            .filter(quoted(embedding).isNotNull().and(quoted(label).isNotNull()))
            .select(columns(table, embedding, label))
            .withColumn(label, quoted(label).cast("string"));
    return new ReferenceTable(
        rows, embedding, label, new ReferenceSize(rows.count(), width(rows, embedding, label)));
  }

  /** Of the first row; the others are held to it when they are read. */
  private static int width(Dataset<Row> rows, String embedding, String label) {
    List<Row> first = rows.select(quoted(embedding)).limit(1).collectAsList();
    if (first.isEmpty() || first.get(0).getList(0).isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use reference (no row has both a label and an embedding): columns %s and %s"
              .formatted(label, embedding));
    }
    return first.get(0).getList(0).size();
  }

  private static Column[] columns(Dataset<Row> table, String embedding, String label) {
    List<String> there = Arrays.asList(table.columns());
    return Stream.concat(PLACE.stream().filter(there::contains), Stream.of(label, embedding))
        .distinct()
        .map(EmbeddingColumn::quoted)
        .toArray(Column[]::new);
  }

  /** Bounded by the number of cell types. */
  KnnLabels labels() {
    List<String> names = new ArrayList<>();
    for (Row row : rows.select(quoted(label)).distinct().collectAsList()) {
      names.add(row.getString(0));
    }
    return new KnnLabels(names);
  }

  /** The names of all rows in their order; for references that fit in memory. */
  List<String> ids() {
    return ordered().select(EmbeddingColumn.ID).collectAsList().stream()
        .map(row -> String.valueOf(row.get(0)))
        .toList();
  }

  boolean hasIds() {
    return Arrays.asList(rows.columns()).contains(EmbeddingColumn.ID);
  }

  private Dataset<Row> ordered() {
    return rows.sort(
        Arrays.stream(rows.columns()).map(EmbeddingColumn::quoted).toArray(Column[]::new));
  }

  /** The rows in blocks, with their positions in the order, in partitions of about a broadcast. */
  JavaRDD<ReferenceBlock> blocks(KnnLabels labels, KnnOptions.Sizes sizes) {
    return ordered()
        .toJavaRDD()
        .zipWithIndex()
        .coalesce(sizes.partitions(size))
        .mapPartitions(
            new ToBlocks(
                EmbeddingColumn.of("reference", rows.schema(), embedding),
                rows.schema().fieldIndex(label),
                labels,
                size.width(),
                sizes.block()));
  }
}
