package io.cellora.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.cellora.SparkTestBase;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchFunctionsTest extends SparkTestBase {

  @BeforeEach
  void reset() {
    Squares.reset();
  }

  private static Column square(String column) {
    return BatchColumns.of(Squares.function(1), column);
  }

  private static Dataset<Row> numbers(int partitions) {
    return spark.range(0, 10, 1, partitions).toDF("x").withColumn("other", col("x").plus(100));
  }

  private static List<Long> longs(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .map(row -> row.isNullAt(0) ? null : row.getLong(0))
        .toList();
  }

  private static Long[] squares(long from, long to) {
    return LongStream.range(from, to).mapToObj(x -> x * x).toArray(Long[]::new);
  }

  @Test
  void rowsAreComputedInBatchesAndKeepTheirOrderAndColumns() {
    List<Row> rows = numbers(1).select(col("other"), square("x").as("y"), col("x")).collectAsList();

    assertThat(rows)
        .extracting(row -> row.getLong(0))
        .containsExactly(LongStream.range(100, 110).boxed().toArray(Long[]::new));
    assertThat(rows).extracting(row -> row.getLong(1)).containsExactly(squares(0, 10));
    assertThat(rows)
        .extracting(row -> row.getLong(2))
        .containsExactly(LongStream.range(0, 10).boxed().toArray(Long[]::new));
    assertThat(Squares.BATCHES).hasValue(3);
  }

  @Test
  void callsOfOneKernelOnTheSameArgumentShareAPass() {
    Dataset<Row> rows =
        numbers(1)
            .select(
                square("x").as("a"),
                BatchColumns.of(Squares.function(2), "x").as("b"),
                square("x").plus(1).as("c"));

    assertThat(rows.collectAsList().get(3).toString()).isEqualTo("[9,18,10]");
    assertThat(Squares.OPENED).hasValue(1);
    assertThat(Squares.ROWS).hasValue(10);
  }

  @Test
  void eachPartitionClosesWhatItOpenedAndEmptyOnesOpenNothing() {
    assertThat(longs(numbers(20).select(square("x")))).containsExactly(squares(0, 10));

    assertThat(Squares.OPENED).hasValue(10);
    assertThat(Squares.CLOSED).hasValue(10);
  }

  @Test
  void aTaskThatStopsEarlyClosesToo() {
    assertThat(numbers(1).select(square("x")).limit(1).collectAsList()).hasSize(1);

    assertThat(Squares.CLOSED).hasValue(1);
    assertThat(Squares.BATCHES).hasValue(1);
  }

  @Test
  void onlyRowsThatAFilterKeepsAreComputed() {
    assertThat(longs(numbers(1).filter(col("other").geq(107)).select(square("x"))))
        .containsExactly(squares(7, 10));
    assertThat(longs(numbers(1).select(square("x"), col("other")).filter(col("other").geq(107))))
        .containsExactly(squares(7, 10));

    assertThat(Squares.ROWS).hasValue(6);
  }

  @Test
  void aFilterOnTheValueSharesItWithTheProjectionAboveIt() {
    Dataset<Row> rows =
        numbers(1)
            .select(square("x").as("y"), col("other"))
            .filter(col("y").gt(30).and(col("other").lt(109)));

    assertThat(longs(rows)).containsExactly(squares(6, 9));
    assertThat(Squares.ROWS).hasValue(9);
  }

  @Test
  void aFilterAloneKeepsItsColumns() {
    Dataset<Row> rows = numbers(1).filter(square("x").gt(70));

    assertThat(rows.columns()).containsExactly("x", "other");
    assertThat(rows.collectAsList()).hasToString("[[9,109]]");
    assertThat(Squares.BATCHES).hasValue(3);
  }

  @Test
  void callsMayStandInsideEachOther() {
    Dataset<Row> inner = numbers(1).select(square("x").as("y"), col("other"));

    assertThat(longs(inner.select(BatchColumns.of(Squares.function(1), "y"))))
        .containsExactly(LongStream.range(0, 10).mapToObj(x -> x * x * x * x).toArray(Long[]::new));
    assertThat(Squares.BATCHES).hasValue(6);
  }

  @Test
  void aggregatesSortsAndGeneratorsHaveTheirCallsComputedInBatches() {
    Dataset<Row> numbers = numbers(1);

    assertThat(longs(numbers.groupBy(lit(1)).agg(sum(square("x"))).drop("1")))
        .containsExactly(285L);
    assertThat(longs(numbers.sort(square("x").desc()).select("x")).get(0)).isEqualTo(9);
    assertThat(
            numbers
                .filter("x < 3")
                .select(col("x"), explode(sequence(lit(0L), square("x"))))
                .count())
        .isEqualTo(1 + 2 + 5);
    assertThat(2 * Squares.BATCHES.get()).isLessThan(Squares.ROWS.get());
  }

  @Test
  void aConditionOfAJoinIsComputedRowByRowAndRight() {
    Dataset<Row> left = numbers(1).as("l");
    Dataset<Row> right = numbers(1).select(col("x").as("z"));

    Dataset<Row> joined = left.join(right, square("x").plus(col("z")).equalTo(90));

    assertThat(joined.select("x").collectAsList()).hasToString("[[9]]");
    assertThat(Squares.CLOSED).hasValue(Squares.OPENED.get());
  }

  @Test
  void aResultMayBeJoinedWithItselfAndCached() {
    Dataset<Row> squared = numbers(2).select(col("x"), square("x").as("y"));
    assertThat(
            squared
                .join(
                    squared.select(col("x").as("x2"), col("y").as("y2")),
                    col("x").equalTo(col("x2")))
                .filter("y = y2")
                .count())
        .isEqualTo(10);

    Dataset<Row> cached = squared.cache();
    try {
      assertThat(cached.agg(sum("y")).first().getLong(0)).isEqualTo(285);
    } finally {
      cached.unpersist(true);
    }
  }

  @Test
  void nullArgumentsAndNullResultsPass() {
    Dataset<Row> rows =
        numbers(1).select(when(col("x").gt(7), col("x")).as("n")).select(square("n"));

    assertThat(longs(rows))
        .containsExactly(null, null, null, null, null, null, null, null, 64L, 81L);
  }

  @Test
  void severalBatchesMayBeUnderWayWithoutChangingTheOrder() {
    Column slow = BatchColumns.of(Squares.functionUnderWay(2), "x");

    assertThat(longs(numbers(1).select(slow))).containsExactly(squares(0, 10));
  }

  @Test
  void rowsThatTheDriverKnowsAreComputedInBatchesToo() {
    Dataset<Row> local = spark.sql("SELECT x FROM VALUES (1L), (2L), (3L), (4L) AS t(x)");

    assertThat(longs(local.coalesce(1).select(square("x")))).containsExactly(1L, 4L, 9L, 16L);
    assertThat(longs(local.select(square("x")))).containsExactly(1L, 4L, 9L, 16L);
    assertThat(Squares.BATCHES).hasValueLessThanOrEqualTo(1 + 2);
  }

  @Test
  void columnsThatNobodyAsksForAreNotReadForIt() {
    String plan = numbers(1).select(square("x")).queryExecution().executedPlan().toString();

    assertThat(plan).contains("BatchedCalls").doesNotContain("other");
  }
}
