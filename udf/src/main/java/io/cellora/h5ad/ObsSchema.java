package io.cellora.h5ad;

import java.io.Serializable;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table over several files: its first fixed ones ({@code cell_id}), the union of
 * the files' own in the order in which they are met, its last fixed ones ({@code features}); or
 * those of them that the user named.
 *
 * @param schema what the table shows
 * @param obsNames the files' name of a column by the schema's
 */
record ObsSchema(StructType schema, Map<String, String> obsNames) implements Serializable {

  /** All columns of all files, each with a type that holds the values of every file. */
  static ObsSchema infer(FixedColumns fixed, List<FileColumns> files) {
    Map<String, DataType> types = ColumnUnion.of(fixed.frame(), files);
    Map<String, String> names = ShownNames.of(fixed, types.keySet()).fileNames();
    StructType schema = new StructType(fixed.first().toArray(StructField[]::new));
    for (Map.Entry<String, String> name : names.entrySet()) {
      schema = schema.add(name.getKey(), types.get(name.getValue()), true);
    }
    for (StructField field : fixed.last()) {
      schema = schema.add(field);
    }
    return new ObsSchema(schema, new HashMap<>(names));
  }

  /** The columns that the user names, with types that lose nothing of any file. */
  static ObsSchema given(FixedColumns fixed, List<FileColumns> files, StructType wanted) {
    Set<String> stored = new LinkedHashSet<>();
    files.forEach(file -> stored.addAll(file.types().keySet()));
    ShownNames names = ShownNames.of(fixed, stored);
    StructField[] fields = wanted.fields();
    Map<String, String> obsNames = new HashMap<>();
    for (int i = 0; i < fields.length; i++) {
      StructField field = fields[i];
      Optional<StructField> ours = fixed.find(field.name());
      fields[i] = ours.map(o -> same(o, field)).orElseGet(() -> nullable(field));
      if (ours.isEmpty()) {
        names.find(field.name()).ifPresent(name -> obsNames.put(field.name(), name));
      }
    }
    ObsSchema given = new ObsSchema(new StructType(fields), obsNames);
    files.forEach(file -> given.checkLossless(fixed.frame(), file));
    return given;
  }

  private static StructField nullable(StructField field) {
    return new StructField(field.name(), field.dataType(), true, field.metadata());
  }

  private static StructField same(StructField ours, StructField field) {
    if (!ours.dataType().equals(field.dataType())) {
      throw new IllegalArgumentException(
          String.format(
              "Invalid type of %s in the schema: %s, expected %s",
              field.name(), field.dataType().catalogString(), ours.dataType().catalogString()));
    }
    return ours;
  }

  private void checkLossless(String frame, FileColumns file) {
    for (StructField field : schema.fields()) {
      DataType stored = file.types().get(obsNames.get(field.name()));
      if (stored != null && !new ColumnCast(stored, field.dataType()).lossless()) {
        throw new IllegalArgumentException(
            String.format(
                "Cannot read %s (%s column %s is %s there and may lose as %s): name it %s or string"
                    + " in the schema",
                file.path(),
                frame,
                obsNames.get(field.name()),
                stored.catalogString(),
                field.dataType().catalogString(),
                stored.catalogString()));
      }
    }
  }
}
