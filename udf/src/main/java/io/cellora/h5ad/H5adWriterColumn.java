package io.cellora.h5ad;

import java.util.Arrays;
import java.util.Objects;

/** One column of obs or var, in the encoding it is written in. */
public sealed interface H5adWriterColumn {

  /** The number of rows. */
  int size();

  /** Text, a string-array. */
  record Text(String[] values) implements H5adWriterColumn {
    @Override
    public int size() {
      return values.length;
    }
  }

  /** Text of few distinct values, a categorical: code i stands for {@code categories[i]}. */
  record Categorical(int[] codes, String[] categories) implements H5adWriterColumn {

    /** Checks that there are categories and that each code has its own; -1 says missing. */
    public Categorical {
      if (categories.length == 0) {
        throw new IllegalArgumentException("Invalid categories: none, expected at least one");
      }
      for (int code : codes) {
        if (code < -1 || code >= categories.length) {
          throw new IllegalArgumentException(
              "Invalid category code: " + code + ", expected -1 to " + (categories.length - 1));
        }
      }
    }

    /**
     * The categories are the distinct values in alphabetical order, as pandas has them; null is
     * missing.
     */
    public static Categorical of(String[] values) {
      String[] categories =
          Arrays.stream(values).filter(Objects::nonNull).distinct().sorted().toArray(String[]::new);
      int[] codes =
          Arrays.stream(values)
              .mapToInt(value -> value == null ? -1 : Arrays.binarySearch(categories, value))
              .toArray();
      return new Categorical(codes, categories);
    }

    @Override
    public int size() {
      return codes.length;
    }
  }

  /** Numbers, an array of float64. */
  record Numbers(double[] values) implements H5adWriterColumn {
    @Override
    public int size() {
      return values.length;
    }
  }

  /** Numbers, an array of float32. */
  record Floats(float[] values) implements H5adWriterColumn {
    @Override
    public int size() {
      return values.length;
    }
  }

  /** Yes or no, an array of int8 with 1 and 0: jhdf cannot write what anndata reads as bool. */
  record Flags(byte[] values) implements H5adWriterColumn {
    @Override
    public int size() {
      return values.length;
    }
  }
}
