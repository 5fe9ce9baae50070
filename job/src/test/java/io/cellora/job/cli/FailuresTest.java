package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cellora.SparkTestBase;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkException;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class FailuresTest extends SparkTestBase {

  @Test
  void whatSparkAddsToAMessageIsLeftOut() {
    Throwable failure =
        catchThrowable(
            () -> sql("SELECT if(id = 3, raise_error('Cannot read shard: a'), id) FROM range(9)"));

    assertThat(Failures.oneLine(failure)).isEqualTo("Cannot read shard: a");
  }

  @Test
  void aTasksExceptionIsOurOwnMessage() {
    spark.udf().register("fail", (UDF1<Long, Long>) FailuresTest::fail, DataTypes.LongType);

    assertThat(Failures.oneLine(catchThrowable(() -> sql("SELECT fail(id) FROM range(9)"))))
        .isEqualTo("Cannot read shard (truncated): a; cause: end of file at byte 812");
  }

  private static Long fail(Long id) {
    throw new UncheckedIOException(
        "Cannot read shard (truncated): a", new EOFException("end of file at byte 812"));
  }

  @Test
  void aTasksFailureKnownOnlyAsTextIsOurOwnMessage() {
    SparkException failure =
        new SparkException(
            """
            Job aborted due to stage failure: Task 0 in stage 3.0 failed 4 times, most recent \
            failure: Lost task 0.3 in stage 3.0 (TID 9) (10.0.0.7 executor 2): \
            org.apache.spark.SparkException: [TASK_WRITE_FAILED] Task failed while writing rows.
            \tat org.apache.spark.sql.errors.QueryExecutionErrors$.failed(Errors.scala:774)
            Caused by: java.lang.IllegalArgumentException: Cannot read X (truncated): s3a://b/a.h5ad
            \tat io.cellora.h5ad.Reader.next(Reader.java:40)
            \t... 17 more
            Caused by: java.io.EOFException: end of file at byte 812
            \tat io.cellora.h5ad.Reader.read(Reader.java:80)

            Driver stacktrace:""");

    assertThat(Failures.oneLine(failure))
        .isEqualTo("Cannot read X (truncated): s3a://b/a.h5ad; cause: end of file at byte 812");
  }

  @Test
  void causesAreAddedWhenTheySaySomethingNew() {
    IOException disk = new IOException("No space left on device");
    Throwable failure =
        new IllegalStateException("Cannot write table: metrics", new UncheckedIOException(disk));

    assertThat(Failures.oneLine(failure))
        .isEqualTo("Cannot write table: metrics; cause: No space left on device");
  }

  @Test
  void causesThatRepeatTheMessageAreLeftOut() {
    Throwable cause = new IllegalArgumentException("Invalid label: x, expected a column");
    Throwable failure = new ExecutionException(new IllegalArgumentException(cause));

    assertThat(Failures.oneLine(failure)).isEqualTo("Invalid label: x, expected a column");
  }

  @Test
  void aMessageOfSeveralLinesBecomesOne() {
    Throwable failure = new IllegalStateException("Cannot plan:\n'Project [x]\n+- Relation");

    assertThat(Failures.oneLine(failure)).isEqualTo("Cannot plan:");
  }

  @Test
  void whatWeDidNotForeseeIsNamedByItsKind() {
    assertThat(Failures.oneLine(new IllegalStateException(new NullPointerException())))
        .isEqualTo("Cannot finish (unexpected NullPointerException, --verbose shows where)");
    assertThat(Failures.oneLine(new RuntimeException(new EOFException("at byte 7"))))
        .isEqualTo("Cannot finish (unexpected EOFException, --verbose shows where): at byte 7");
  }

  @Test
  void aMissingHeapSaysHowToGetMore() {
    assertThat(Failures.oneLine(new OutOfMemoryError("Java heap space")))
        .isEqualTo(
            "Cannot finish (out of memory, give the driver more by CELLORA_DRIVER_MEMORY=8g):"
                + " Java heap space");
  }

  @Test
  void aCauseThatCausesItselfEnds() {
    Exception first = new Exception("first");
    first.initCause(new Exception("second", first));

    assertThat(Failures.oneLine(first)).contains("second");
  }

  @Test
  void aFullDiskSaysWhereRoomIsNeeded() {
    assertThat(
            Failures.oneLine(
                new ExecutionException("task", new IOException("No space left on device"))))
        .isEqualTo(
            "Cannot write (a disk is full, make room where --out and spark.local.dir are): No space"
                + " left on device");
  }
}
