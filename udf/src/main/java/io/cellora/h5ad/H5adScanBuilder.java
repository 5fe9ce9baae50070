package io.cellora.h5ad;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/**
 * Learns what a query needs: columns (one of obs alone never reads a matrix), cells (chosen before
 * their values are decoded), how many of them, or no more than the number of them.
 */
final class H5adScanBuilder
    implements ScanBuilder,
        SupportsPushDownRequiredColumns,
        SupportsPushDownFilters,
        SupportsPushDownLimit,
        SupportsPushDownAggregates {

  private final H5adTable table;
  private ScanSpec spec;
  private Optional<MetadataAggregate> aggregate = Optional.empty();

  H5adScanBuilder(H5adTable table) {
    this.table = table;
    this.spec = ScanSpec.all(table.obs().schema());
  }

  @Override
  public void pruneColumns(StructType requiredSchema) {
    spec = spec.withColumns(requiredSchema);
  }

  /** All filters are given back: Spark tests again what passes. */
  @Override
  public Filter[] pushFilters(Filter[] filters) {
    spec = spec.withFilters(Arrays.stream(filters).filter(H5adScanBuilder::canTest).toList());
    return filters;
  }

  private static boolean canTest(Filter filter) {
    return Arrays.stream(filter.references())
            .map(CellTest::column)
            .noneMatch(H5adColumns::isFromMatrix)
        && CellTest.of(filter).isPresent();
  }

  @Override
  public Filter[] pushedFilters() {
    return spec.filters().toArray(Filter[]::new);
  }

  @Override
  public boolean pushLimit(int limit) {
    spec = spec.withLimit(limit);
    return true;
  }

  /** Spark counts again: cells of a shard that turns out bad do not count. */
  @Override
  public boolean isPartiallyPushed() {
    return true;
  }

  @Override
  public boolean supportCompletePushDown(Aggregation aggregation) {
    return fromMetadata(aggregation).isPresent();
  }

  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    aggregate = fromMetadata(aggregation);
    return aggregate.isPresent();
  }

  private Optional<MetadataAggregate> fromMetadata(Aggregation aggregation) {
    boolean everyCell = spec.filters().isEmpty() && !table.options().permissive();
    return everyCell ? MetadataAggregate.of(aggregation, table.shards()) : Optional.empty();
  }

  @Override
  public Scan build() {
    return aggregate.isPresent() ? aggregate.get() : new H5adScan(table, spec);
  }
}
