package io.cellora.resampling;

import java.io.Serializable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Many draws of the cells that each row counts. They depend on the seed, the counts and their keys,
 * and on nothing else.
 *
 * @param draws of each row
 * @param unitCol the column that names what is drawn as a whole: {@code cell} or {@code donor}
 */
public record Resampling(int draws, long seed, String unitCol) implements Serializable {

  /**
   * A row for each draw: the row's columns without the last, {@code draw} (from 0), and what the
   * draw gave.
   *
   * @param groups the last column is a sorted array of structs: donor, label, predicted, the other
   *     classifier's prediction (string), n and key (long)
   */
  public Dataset<Row> of(Dataset<Row> groups, Statistic statistic) {
    StructType schema = new StructType();
    StructField[] fields = groups.schema().fields();
    for (int i = 0; i + 1 < fields.length; i++) {
      schema = schema.add(fields[i]);
    }
    schema = schema.add("draw", DataTypes.IntegerType, false);
    for (String column : statistic.columns()) {
      schema = schema.add(column, DataTypes.DoubleType, false);
    }
    return groups.flatMap(new DrawRows(this, statistic), Encoders.row(schema));
  }
}
