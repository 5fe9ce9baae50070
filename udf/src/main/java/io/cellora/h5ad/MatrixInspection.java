package io.cellora.h5ad;

import io.cellora.h5ad.storage.Elements;
import io.cellora.h5ad.storage.NumberType;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Describes the matrices of an open file; reads values only for samples of expression. */
final class MatrixInspection {

  private final H5adFile file;

  MatrixInspection(H5adFile file) {
    this.file = file;
  }

  /** A cells by genes matrix, with what a sample of its values looks like. */
  MatrixReport expression(String object) {
    CellMatrix matrix = CellMatrix.open(file, object);
    return describe(object, ValueSample.of(file, matrix).describe());
  }

  /** Any other element. */
  MatrixReport element(String object) {
    return describe(object, "");
  }

  private MatrixReport describe(String object, String sample) {
    Optional<Dataset> dense = file.findDataset(object);
    Optional<Dataset> data = dense.or(() -> file.findDataset(object + "/data"));
    Optional<Dataset> indices = file.findDataset(object + "/indices");
    return new MatrixReport(
        object,
        encoding(object, dense.isPresent() ? "array" : "group"),
        dense.map(d -> boxed(d.getDimensionsAsLong())).orElseGet(() -> shape(object)),
        data.map(MatrixInspection::type).orElse(""),
        indices.map(MatrixInspection::type).orElse(""),
        data.map(d -> filters(object, d)).orElse(List.of()),
        data.map(MatrixInspection::chunk).orElse(List.of()),
        indices.map(d -> OptionalLong.of(Slices.length(file, d))).orElse(OptionalLong.empty()),
        sample);
  }

  private String encoding(String object, String otherwise) {
    return file.text(object, "encoding-type")
        .or(() -> file.text(object, "h5sparse_format"))
        .orElse(otherwise);
  }

  private List<Long> shape(String object) {
    return Attributes.integers(file, object, "shape")
        .or(() -> Attributes.integers(file, object, "h5sparse_shape"))
        .map(MatrixInspection::boxed)
        .orElse(List.of());
  }

  private static List<Long> boxed(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  private static String type(Dataset dataset) {
    return NumberType.of(dataset)
        .map(type -> type.name().toLowerCase(Locale.ROOT))
        .orElse(Texts.isText(dataset.getDataType()) ? "string" : "compound");
  }

  private static List<Integer> chunk(Dataset dataset) {
    return dataset instanceof ChunkedDataset chunked
        ? Arrays.stream(chunked.getChunkDimensions()).boxed().toList()
        : List.of();
  }

  private List<String> filters(String object, Dataset dataset) {
    return file.reading(object, () -> Elements.filters(dataset));
  }
}
