package io.cellora.h5ad;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The scalars of uns of each file as keys and values: a task a file. */
record UnsPart(List<String> paths) implements PartSource {

  @Override
  public List<PartSplit> splits() {
    return IntStream.range(0, paths.size()).mapToObj(i -> new PartSplit(i, 0, 0)).toList();
  }

  @Override
  public String path(PartSplit split) {
    return paths.get(split.file());
  }

  @Override
  public Iterator<Object[]> rows(H5adFile file, PartSplit split, StructType required) {
    UTF8String shard = UTF8String.fromString(ShardPaths.name(path(split)));
    String[] columns = required.fieldNames();
    AtomicLong row = new AtomicLong();
    return UnsScalars.of(file).entrySet().stream()
        .map(
            scalar -> {
              long number = row.getAndIncrement();
              return Arrays.stream(columns)
                  .map(
                      column ->
                          switch (column) {
                            case H5adColumns.KEY -> UTF8String.fromString(scalar.getKey());
                            case H5adColumns.VALUE ->
                                scalar.getValue().map(UTF8String::fromString).orElse(null);
                            case H5adColumns.SHARD -> shard;
                            case H5adColumns.ROW -> number;
                            default -> null;
                          })
                  .toArray();
            })
        .iterator();
  }
}
