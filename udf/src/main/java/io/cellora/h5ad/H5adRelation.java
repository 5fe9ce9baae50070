package io.cellora.h5ad;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.PrunedScan;
import org.apache.spark.sql.types.StructType;

/** The same table for the statements of Spark that know no DataSource V2: columns are pruned. */
final class H5adRelation extends BaseRelation implements PrunedScan {

  private final SQLContext context;
  private final Map<String, String> options;
  private final StructType schema;

  H5adRelation(SQLContext context, Map<String, String> options, StructType schema) {
    this.context = context;
    this.options = options;
    this.schema = schema;
  }

  @Override
  public SQLContext sqlContext() {
    return context;
  }

  @Override
  public StructType schema() {
    return schema;
  }

  @Override
  public RDD<Row> buildScan(String[] columns) {
    Column[] wanted =
        Arrays.stream(columns)
            .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    return context
        .sparkSession()
        .read()
        .format(H5adSource.NAME)
        .schema(schema)
        .options(options)
        .load()
        .select(wanted)
        .rdd();
  }
}
