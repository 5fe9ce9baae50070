package io.cellora.lora;

import java.io.Serializable;
import java.util.List;

/** A row-major matrix [n, width] in as many bytes a value as were asked for. */
sealed interface DenseRows extends Serializable {

  int width();

  int size();

  /** All rows [size, width]. */
  float[] all();

  /** Some rows in the order given. */
  DenseRows select(int[] rows);

  /** Keeps the values, rounded if the storage is narrower. */
  static DenseRows of(float[] values, int width, BlockStorage storage) {
    return storage == BlockStorage.FLOAT32
        ? new Floats(values, width)
        : new Halves(Float16.of(values), width);
  }

  /** The rows of all parts, one after the other; parts of one kind. */
  static DenseRows joined(List<DenseRows> parts) {
    int rows = parts.stream().mapToInt(DenseRows::size).reduce(0, Math::addExact);
    DenseRows first = parts.get(0);
    DenseRows all = first.empty(rows);
    int at = 0;
    for (DenseRows part : parts) {
      all.put(part, at);
      at += part.size();
    }
    return all;
  }

  /** Zeros of the same kind. */
  DenseRows empty(int rows);

  /** Copies a part of the same kind to the rows from {@code at}. */
  void put(DenseRows part, int at);

  /** Exact. */
  record Floats(float[] values, int width) implements DenseRows {

    @Override
    public int size() {
      return width == 0 ? 0 : values.length / width;
    }

    @Override
    public float[] all() {
      return values;
    }

    @Override
    public DenseRows select(int[] rows) {
      float[] out = new float[Math.multiplyExact(rows.length, width)];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] * width, out, i * width, width);
      }
      return new Floats(out, width);
    }

    @Override
    public DenseRows empty(int rows) {
      return new Floats(new float[Math.multiplyExact(rows, width)], width);
    }

    @Override
    public void put(DenseRows part, int at) {
      float[] from = ((Floats) part).values;
      System.arraycopy(from, 0, values, at * width, from.length);
    }
  }

  /** Rounded to half precision. */
  record Halves(short[] values, int width) implements DenseRows {

    @Override
    public int size() {
      return width == 0 ? 0 : values.length / width;
    }

    @Override
    public float[] all() {
      float[] out = new float[values.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = Float16.toFloat(values[i]);
      }
      return out;
    }

    @Override
    public DenseRows select(int[] rows) {
      short[] out = new short[Math.multiplyExact(rows.length, width)];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] * width, out, i * width, width);
      }
      return new Halves(out, width);
    }

    @Override
    public DenseRows empty(int rows) {
      return new Halves(new short[Math.multiplyExact(rows, width)], width);
    }

    @Override
    public void put(DenseRows part, int at) {
      short[] from = ((Halves) part).values;
      System.arraycopy(from, 0, values, at * width, from.length);
    }
  }

  /** No columns: what is not kept. */
  static DenseRows none() {
    return new Floats(new float[0], 0);
  }
}
