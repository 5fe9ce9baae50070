package io.cellora.h5ad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A part whose rows are cells or genes, cut into ranges of them.
 *
 * @param id name of the column that names the rows
 * @param names the files' name of a column by the schema's
 */
record RowsPart(List<PartFile> files, String id, Map<String, String> names) implements PartSource {

  private static final int SPLIT_ROWS = 1 << 18;

  @Override
  public List<PartSplit> splits() {
    List<PartSplit> splits = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      long rows = files.get(i).rows();
      for (long from = 0; from < rows; from += SPLIT_ROWS) {
        splits.add(new PartSplit(i, from, Math.min(rows, from + SPLIT_ROWS)));
      }
    }
    return splits;
  }

  @Override
  public String path(PartSplit split) {
    return files.get(split.file()).path();
  }

  @Override
  public Iterator<Object[]> rows(H5adFile file, PartSplit split, StructType required) {
    List<Iterator<?>> columns = new ArrayList<>();
    Arrays.stream(required.fields()).forEach(f -> columns.add(values(file, split, f)));
    return LongStream.range(split.from(), split.to()).mapToObj(row -> row(columns)).iterator();
  }

  private static Object[] row(List<Iterator<?>> columns) {
    Object[] row = new Object[columns.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = columns.get(i).next();
    }
    return row;
  }

  private Iterator<?> values(H5adFile file, PartSplit split, StructField field) {
    PartFile layout = files.get(split.file());
    if (field.name().equals(H5adColumns.ROW)) {
      return LongStream.range(split.from(), split.to()).iterator();
    }
    if (field.name().equals(H5adColumns.SHARD)) {
      UTF8String shard = UTF8String.fromString(ShardPaths.name(layout.path()));
      return Stream.generate(() -> shard).iterator();
    }
    if (field.name().equals(id)) {
      return flat(file, split, layout.id(), DataTypes.StringType);
    }
    return layout
        .column(names.get(field.name()))
        .<Iterator<?>>map(column -> flat(file, split, column, field.dataType()))
        .orElseGet(() -> Stream.generate(() -> null).iterator());
  }

  private static Iterator<?> flat(
      H5adFile file, PartSplit split, PartColumn column, DataType shown) {
    return new FlatValues(
        column.blocks(file, split.from(), split.to()), new ColumnCast(column.type(), shown));
  }
}
