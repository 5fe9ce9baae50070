package io.cellora.h5ad;

import io.cellora.h5ad.FrameColumn.Form;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.CompoundDataType.CompoundDataMember;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;

/**
 * A frame before anndata 0.7: a compound dataset whose first member is the index. A column of codes
 * is one whose categories are in uns, under its name; because obs and var share that place, anndata
 * takes them only if all codes fit, and so does this.
 */
record CompoundLayout(H5adFile file, String object) implements FrameLayout {

  private static final String UNS = "uns";
  private static final String SUFFIX = "_categories";
  private static final int BLOCK_ROWS = 1 << 14;

  CompoundLayout {
    if (compound(file, object).isEmpty()) {
      throw file.cannotRead(object + " is neither a group nor a compound dataset");
    }
  }

  private static Optional<CompoundDataType> compound(H5adFile file, String object) {
    return file.findDataset(object)
        .filter(dataset -> dataset.getDimensionsAsLong().length == 1)
        .map(dataset -> dataset.getDataType())
        .filter(type -> type instanceof CompoundDataType c && !c.getMembers().isEmpty())
        .map(CompoundDataType.class::cast);
  }

  @Override
  public String index() {
    return columns().get(0);
  }

  @Override
  public List<String> columns() {
    return compound(file, object).orElseThrow().getMembers().stream()
        .map(CompoundDataMember::getName)
        .toList();
  }

  @Override
  public FrameColumn column(String name) throws NotShownException {
    String path = object + "/" + name;
    FrameArray array = FrameArray.open(file, path);
    DataType type = array.shown();
    if (!name.equals(index()) && array.isInteger()) {
      for (String categories : candidates(name)) {
        FrameArray labels = FrameArray.open(file, categories);
        Optional<DataType> label = labels.sparkType().filter(t -> labels.dimensions() < 2);
        if (label.isPresent() && fit(array, labels.length())) {
          return new FrameColumn(name, path, Form.OLD_CATEGORICAL, categories, label.get());
        }
      }
    }
    return new FrameColumn(name, path, Form.ARRAY, "", type);
  }

  /** The frame of raw never had categories: anndata decodes only these two. */
  private List<String> candidates(String name) {
    if (!object.equals("obs") && !object.equals("var")) {
      return List.of();
    }
    return file.members(UNS).stream()
        .filter(key -> key.endsWith(SUFFIX) && key.replace(SUFFIX, "").equals(name))
        .map(key -> UNS + "/" + key)
        .filter(key -> file.findDataset(key).isPresent())
        .toList();
  }

  private static boolean fit(FrameArray codes, long categories) {
    long rows = codes.length();
    for (long from = 0; from < rows; from += BLOCK_ROWS) {
      for (long code : codes.longs(from, (int) Math.min(BLOCK_ROWS, rows - from))) {
        if (code >= categories) {
          return false;
        }
      }
    }
    return true;
  }
}
