package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of a shard a query touches, as its tasks count it. */
class H5adCountedReadsTest {

  private static final int CELLS = 20_000;
  private static final int GENES = 500;
  private static final int PER_CELL = 100;
  private static final int GROUP = 200;

  @TempDir static Path folder;
  private static Path shard;

  /** Cells of one donor stand together, as in files that were concatenated. */
  @BeforeAll
  static void writeShard() {
    float[] data = new float[CELLS * PER_CELL];
    int[] indices = new int[data.length];
    int[] indptr = new int[CELLS + 1];
    for (int i = 0; i < data.length; i++) {
      int cell = i / PER_CELL;
      data[i] = 1 + (i * 31 + cell) % 7;
      indices[i] = i % PER_CELL * 5 + (cell * 7 + i) % 5;
      indptr[cell + 1] = i + 1;
    }
    String[] ids = new String[CELLS];
    double[] donors = new double[CELLS];
    for (int i = 0; i < CELLS; i++) {
      ids[i] = "cell-" + i;
      donors[i] = i / GROUP;
    }
    String[] genes = new String[GENES];
    for (int i = 0; i < GENES; i++) {
      genes[i] = "GENE" + i;
    }
    Map<String, H5adWriterColumn> obs = new TreeMap<>();
    obs.put("donor", new H5adWriterColumn.Numbers(donors));
    shard = folder.resolve("donors.h5ad");
    H5adWriter.write(
        shard,
        new H5adWriterTable(
            new H5adWriterMatrix(CELLS, GENES, indptr, indices, data),
            Map.of(),
            new H5adWriterFrame(ids, obs),
            new H5adWriterFrame(
                genes, Map.of("mean", new H5adWriterColumn.Numbers(new double[GENES])))));
  }

  private record Counted(long cells, Map<String, Long> metrics) {}

  private static Counted read(List<String> columns, Filter... filters) throws IOException {
    Map<String, String> options = new HashMap<>(Map.of("path", shard.toString()));
    options.put("nonzerosPerPartition", "500000");
    H5adTable table = H5adTable.load(H5adOptions.of(options), new Configuration());
    H5adScanBuilder builder = new H5adScanBuilder(table);
    StructType wanted = new StructType();
    for (String column : columns) {
      wanted = wanted.add(table.obs().schema().apply(column));
    }
    builder.pruneColumns(wanted);
    builder.pushFilters(filters);
    return run(builder.build().toBatch());
  }

  private static Counted run(Batch batch) throws IOException {
    long cells = 0;
    Map<String, Long> metrics = new HashMap<>();
    PartitionReaderFactory factory = batch.createReaderFactory();
    List<InputPartition> partitions = new ArrayList<>(List.of(batch.planInputPartitions()));
    for (InputPartition partition : partitions) {
      try (PartitionReader<InternalRow> reader = factory.createReader(partition)) {
        while (reader.next()) {
          reader.get();
          cells++;
        }
        for (CustomTaskMetric metric : reader.currentMetricsValues()) {
          metrics.merge(metric.name(), metric.value(), Long::sum);
        }
      }
    }
    return new Counted(cells, metrics);
  }

  private static long chunks() {
    try (HdfFile hdf = new HdfFile(shard)) {
      // data and indices have as many elements and chunks as each other
      int inChunk =
          ((io.jhdf.api.dataset.ChunkedDataset) hdf.getDatasetByPath("X/data"))
              .getChunkDimensions()[0];
      return 2 * ((long) CELLS * PER_CELL + inChunk - 1) / inChunk;
    }
  }

  @Test
  void aQueryOfObsReadsItsColumnAndLittleElse() throws IOException {
    Counted all = read(List.of("features"));
    assertThat(all.cells()).isEqualTo(CELLS);
    Counted obs = read(List.of("donor"));
    assertThat(obs.cells()).isEqualTo(CELLS);
    assertThat(obs.metrics().get(H5adMetrics.CHUNKS)).isZero();
    assertThat(obs.metrics().get(H5adMetrics.BYTES_READ))
        .isLessThan(CELLS * (long) Double.BYTES + 40_000);
    assertThat(all.metrics().get(H5adMetrics.BYTES_READ)).isGreaterThan(Files.size(shard) / 2);
  }

  @Test
  void aFilterThatKeepsAHundredthDecodesAboutAHundredthOfTheChunks() throws IOException {
    Counted kept = read(List.of("features"), new EqualTo("donor", 41.0));
    assertThat(kept.cells()).isEqualTo(GROUP);
    long wanted = chunks() / 100;
    // a border at either end of data and indices, and the offsets of its partition
    assertThat(kept.metrics().get(H5adMetrics.CHUNKS)).isBetween(1L, wanted + 2 * 2 + 2);
  }

  @Test
  void splitsDecodeNoChunkTwiceButAtTheirBorders() throws IOException {
    Counted all = read(List.of("features"));
    int partitions = CELLS * PER_CELL / 500_000;
    assertThat(all.metrics().get(H5adMetrics.CHUNKS))
        .isBetween(chunks(), chunks() + 4L * partitions);
  }
}
