package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.FaultyFileSystem;
import io.cellora.FaultyFileSystem.Call;
import io.cellora.FaultyFileSystem.Fault;
import io.cellora.SparkTestBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that goes wrong while tasks read: the cells are the same, or the error names the file.
 */
class FaultyStoreTest extends SparkTestBase {

  private static final int CELLS = 4000;
  private static final int GENES = 300;

  @TempDir static Path folder;
  private static byte[] whole;
  private static List<Row> expected;

  private Path shard;

  @BeforeAll
  static void writeShard() throws IOException {
    FaultyFileSystem.register(spark.sparkContext().hadoopConfiguration());
    Path made = folder.resolve("made.h5ad");
    write(made, new Random(1));
    whole = Files.readAllBytes(made);
    expected = spark.read().format("h5ad").load(made.toString()).collectAsList();
  }

  @BeforeEach
  void copyShard() throws IOException {
    shard = Files.write(folder.resolve("cells.h5ad"), whole);
  }

  @AfterEach
  void mend() {
    FaultyFileSystem.mend();
  }

  @Test
  void aSlowStoreGivesTheSameCells() {
    FaultyFileSystem.set(
        (call, path) -> {
          pause(call == Call.READ ? 20 : 0);
          return true;
        });
    assertThat(cells().collectAsList()).isEqualTo(expected);
  }

  @Test
  void aStoreThatFailsNowAndThenIsNamedWithTheFile() {
    AtomicInteger reads = new AtomicInteger();
    Dataset<Row> cells = cells();
    FaultyFileSystem.set(
        (call, path) -> {
          if (call == Call.READ && reads.incrementAndGet() % 5 == 0) {
            throw new IOException("503 slow down");
          }
          return true;
        });
    assertThatThrownBy(cells::collectAsList)
        .hasStackTraceContaining("Cannot read faulty:" + shard)
        .hasStackTraceContaining("503 slow down");
    FaultyFileSystem.mend();
    assertThat(cells().collectAsList()).isEqualTo(expected); // Spark 4 remembers a plan that failed
  }

  @Test
  void garbageInTheMiddleOfAShardThatWasFineWhenPlannedIsNamed() {
    Dataset<Row> cells = cells();
    FaultyFileSystem.set(new Garbage(whole.length / 3, whole.length / 3 + 4000));
    assertThatThrownBy(cells::collectAsList)
        .hasStackTraceContaining("Cannot read faulty:" + shard)
        .hasStackTraceContaining("(X/");
  }

  @Test
  void aShardThatIsCutOffAfterThePlanningIsNamed() throws IOException {
    Dataset<Row> cells = planned();
    Files.write(shard, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(cells::collectAsList)
        .hasStackTraceContaining("Cannot read faulty:" + shard)
        .hasStackTraceContaining("truncated: " + whole.length / 2 + " bytes of " + whole.length);
  }

  @Test
  void aShardThatIsWrittenAnewAfterThePlanningIsRefused() throws IOException {
    Dataset<Row> cells = planned();
    write(shard, new Random(2));
    Files.setLastModifiedTime(shard, FileTime.fromMillis(System.currentTimeMillis() + 5000));
    assertThatThrownBy(cells::collectAsList)
        .hasStackTraceContaining("Cannot read faulty:" + shard)
        .hasStackTraceContaining("it was written anew since the reading began");
  }

  private Dataset<Row> cells() {
    return spark
        .read()
        .format("h5ad")
        .option("rowsPerPartition", 500)
        .load(FaultyFileSystem.url(shard));
  }

  /** With all that the driver looks at looked at. */
  private Dataset<Row> planned() {
    Dataset<Row> cells = cells();
    assertThat(cells.rdd().getNumPartitions()).isEqualTo(CELLS / 500);
    return cells;
  }

  private static void write(Path file, Random random) throws IOException {
    Files.deleteIfExists(file);
    int each = 40;
    float[] data = new float[CELLS * each];
    int[] indices = new int[data.length];
    int[] indptr = new int[CELLS + 1];
    for (int i = 0; i < data.length; i++) {
      data[i] = 1 + random.nextInt(50);
      indices[i] = i % each * 7 + random.nextInt(7);
      indptr[i / each + 1] = i + 1;
    }
    String[] ids = new String[CELLS];
    Arrays.setAll(ids, i -> "cell-" + i);
    String[] genes = new String[GENES];
    Arrays.setAll(genes, i -> "GENE" + i);
    H5adWriter.write(
        file,
        new H5adWriterTable(
            new H5adWriterMatrix(CELLS, GENES, indptr, indices, data),
            Map.of(),
            new H5adWriterFrame(ids, Map.of("depth", numbers(CELLS))),
            new H5adWriterFrame(genes, Map.of("mean", numbers(GENES)))));
  }

  private static H5adWriterColumn numbers(int n) {
    return new H5adWriterColumn.Numbers(new double[n]);
  }

  private static void pause(int millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Bytes between two positions of a file are other ones for tasks than for the driver. */
  private record Garbage(long first, long last) implements Fault {

    @Override
    public boolean before(Call call, org.apache.hadoop.fs.Path path) {
      return true;
    }

    @Override
    public void read(
        org.apache.hadoop.fs.Path path, long position, byte[] bytes, int from, int length) {
      if (TaskContext.get() == null) {
        return;
      }
      for (int i = 0; i < length; i++) {
        if (position + i >= first && position + i < last) {
          bytes[from + i] ^= (byte) 0x5a;
        }
      }
    }
  }
}
