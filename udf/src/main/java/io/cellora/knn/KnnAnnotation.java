package io.cellora.knn;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Annotates cells with the cell type that their nearest neighbours in a reference vote for, as
 * SCimilarity does, but exactly. The driver's side; results must be used before it is closed.
 *
 * <p>Neighbours are those of least cosine distance, and of equal ones the reference's earlier rows:
 * by shard, row and cell_id where it has them, then by label and embedding. So the answer depends
 * neither on partitions nor on how the work is cut.
 */
public final class KnnAnnotation implements AutoCloseable {

  private final ReferenceTable reference;
  private final KnnOptions options;
  private final KnnLabels labels;
  private final KnnSearch search;

  private KnnAnnotation(
      ReferenceTable reference, KnnOptions options, KnnLabels labels, KnnSearch search) {
    this.reference = reference;
    this.options = options;
    this.labels = labels;
    this.search = search;
  }

  /**
   * Prepares a reference: broadcasts it if it is small, else leaves it on the executors.
   *
   * @param table rows of which those without embedding or label are left out
   * @param embedding column of arrays or ml vectors, of any length but zero
   * @param label column with the cell type
   */
  public static KnnAnnotation over(
      Dataset<Row> table, String embedding, String label, KnnOptions options) {
    ReferenceTable reference = ReferenceTable.of(table, embedding, label);
    KnnLabels labels = reference.labels();
    KnnOptions.Sizes sizes = options.sizes();
    KnnSearch search =
        sizes.broadcasts(reference.size())
            ? new BroadcastSearch(BroadcastReference.collect(reference, labels, sizes))
            : new BlockedSearch(reference.blocks(labels, sizes), sizes.threads());
    return new KnnAnnotation(reference, options, labels, search);
  }

  /**
   * Adds the columns predicted, min_dist, max_dist, vs2nd, vs_all, vs2nd_weighted, vs_all_weighted
   * and hits to the cells, all null where there is no embedding.
   */
  public Dataset<Row> annotate(Dataset<Row> cells, String embedding) {
    Dataset<Row> floats = EmbeddingColumn.asFloats(cells, embedding);
    JavaRDD<QueryBatch> batches =
        floats
            .toJavaRDD()
            .mapPartitions(
                new ToQueries(
                    EmbeddingColumn.of("cells", floats.schema(), embedding),
                    reference.size().width(),
                    options.sizes().batch()));
    return cells
        .sparkSession()
        .createDataFrame(
            search.annotate(
                batches,
                reference.size().limit(options.k()),
                new ToAnnotations(labels, options.weighting())),
            ToAnnotations.schema(floats.schema()));
  }

  /** Rows of the reference that are searched. */
  public long referenceRows() {
    return reference.size().rows();
  }

  public int referenceLabels() {
    return labels.size();
  }

  @Override
  public void close() {
    search.close();
  }
}
