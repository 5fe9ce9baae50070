package io.cellora.h5ad;

import io.cellora.h5ad.FrameColumn.Form;
import io.jhdf.api.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A frame since anndata 0.7: a group with a member for each column. */
record GroupLayout(H5adFile file, String group) implements FrameLayout {

  private static final Logger LOG = LoggerFactory.getLogger(GroupLayout.class);
  private static final String ENCODING = "encoding-type";
  private static final String OLD_CATEGORIES = "__categories";

  /** What an index is called in files that do not say; the first that is there. */
  private static final List<String> INDEX_NAMES =
      List.of("_index", "index", "obs_names", "var_names", "row_names", "rownames", "names");

  /** How a dataset of values may be encoded; old and foreign files say nothing. */
  private static final Set<String> ARRAYS = Set.of("", "array", "string-array");

  GroupLayout {
    String encoding = file.text(group, ENCODING).orElse("dataframe");
    if (!encoding.equals("dataframe")) {
      throw file.cannotRead(
          group + " is a group of encoding-type " + encoding + ", expected dataframe");
    }
  }

  @Override
  public String index() {
    return file.text(group, "_index")
        .or(() -> INDEX_NAMES.stream().filter(file.members(group)::contains).findFirst())
        .orElseThrow(
            () -> file.cannotRead(group + " has no attribute _index, nor any of " + INDEX_NAMES));
  }

  @Override
  public List<String> columns() {
    return Attributes.texts(file, group, "column-order")
        .map(names -> names.stream().distinct().toList())
        .orElseGet(
            () -> file.members(group).stream().filter(m -> !m.equals(OLD_CATEGORIES)).toList());
  }

  @Override
  public FrameColumn column(String name) throws NotShownException {
    String object = group + "/" + name;
    Node node = file.find(object).orElseThrow(() -> new NotShownException("it is not there"));
    String encoding = file.text(object, ENCODING).orElse("");
    return node.isGroup()
        ? ofGroup(name, object, encoding.isEmpty() ? guessed(object) : encoding)
        : ofDataset(name, object, encoding);
  }

  /** Some writers leave the encoding out. */
  private String guessed(String object) {
    Set<String> members = file.members(object);
    if (members.containsAll(Set.of("codes", "categories"))) {
      return "categorical";
    }
    return members.containsAll(Set.of("values", "mask")) ? "nullable-array" : "";
  }

  private FrameColumn ofGroup(String name, String object, String encoding)
      throws NotShownException {
    if (encoding.equals("categorical")) {
      return categorical(name, object, Form.CATEGORICAL, object + "/categories");
    }
    if (encoding.startsWith("nullable-")) {
      DataType type = type(FrameColumn.values(object));
      return new FrameColumn(name, object, Form.NULLABLE, "", type);
    }
    throw new NotShownException("its encoding (" + said(encoding) + ") has no Spark type");
  }

  private FrameColumn ofDataset(String name, String object, String encoding)
      throws NotShownException {
    if (!ARRAYS.contains(encoding)) {
      throw new NotShownException("its encoding (" + said(encoding) + ") has no Spark type");
    }
    if (Attributes.find(file, object, "categories").isPresent()) {
      String categories =
          oldCategories(name, object)
              .orElseThrow(() -> new NotShownException("its categories are not there"));
      return categorical(name, object, Form.OLD_CATEGORICAL, categories);
    }
    if (file.find(byName(name)).isPresent()) {
      LOG.info(
          "{} of {} has categories in {} but no attribute that says so: read as it is stored",
          object,
          file.path(),
          byName(name));
    }
    return new FrameColumn(name, object, Form.ARRAY, "", type(object));
  }

  private FrameColumn categorical(String name, String object, Form form, String categories)
      throws NotShownException {
    boolean nullable = file.find(FrameColumn.mask(categories)).isPresent();
    DataType type = type(nullable ? FrameColumn.values(categories) : categories);
    return new FrameColumn(name, object, form, categories, type);
  }

  /** What the attribute refers to; if that cannot be found, what has the column's name. */
  private Optional<String> oldCategories(String name, String object) {
    String folder = group + "/" + OLD_CATEGORIES;
    Optional<Long> address = Attributes.reference(file, object, "categories");
    return file.members(folder).stream()
        .map(member -> folder + "/" + member)
        .filter(path -> address.isPresent() && file.address(path) == address.get())
        .findFirst()
        .or(() -> Optional.of(byName(name)).filter(path -> file.find(path).isPresent()));
  }

  private String byName(String name) {
    return group + "/" + OLD_CATEGORIES + "/" + name;
  }

  private DataType type(String object) throws NotShownException {
    return FrameArray.find(file, object)
        .orElseThrow(() -> new NotShownException("no dataset " + object))
        .shown();
  }

  private static String said(String encoding) {
    return encoding.isEmpty() ? "not said" : encoding;
  }
}
