package io.cellora.lora;

import io.cellora.encoder.SparseBatch;
import java.io.Serializable;
import java.util.List;

/**
 * A CSR matrix [n, columns] in three bytes a nonzero where it can be, without loss: counts that
 * were log-normalised are few different numbers in a cell, so each is a byte that points into the
 * cell's own table. A cell with more than 256 different values keeps them in the table one by one.
 *
 * @param offsets where each row starts, and where the last one ends [n + 1]
 * @param starts where each row's table starts, and where the last one ends [n + 1]
 */
record PackedRows(int[] offsets, Columns columns, byte[] codes, int[] starts, float[] tables)
    implements Serializable {

  static final PackedRows NONE =
      new PackedRows(new int[1], Columns.of(0, 0), new byte[0], new int[1], new float[0]);

  static final int CODES = 256;

  /** Column numbers: in two bytes each if all fit. */
  sealed interface Columns extends Serializable {

    void put(int place, int column);

    /** All as plain numbers. */
    int[] numbers();

    /** Copies some from another of the same kind. */
    void copy(Columns from, int start, int at, int count);

    /** Room for some of the same kind. */
    Columns room(int count);

    static Columns of(int columns, int count) {
      return columns <= 1 << Character.SIZE
          ? new Narrow(new char[count])
          : new Wide(new int[count]);
    }

    /** Below 65,536. */
    record Narrow(char[] all) implements Columns {
      @Override
      public void put(int place, int column) {
        all[place] = (char) column;
      }

      @Override
      public int[] numbers() {
        int[] numbers = new int[all.length];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = all[i];
        }
        return numbers;
      }

      @Override
      public void copy(Columns from, int start, int at, int count) {
        System.arraycopy(((Narrow) from).all, start, all, at, count);
      }

      @Override
      public Columns room(int count) {
        return new Narrow(new char[count]);
      }
    }

    /** Any. */
    record Wide(int[] all) implements Columns {
      @Override
      public void put(int place, int column) {
        all[place] = column;
      }

      @Override
      public int[] numbers() {
        return all;
      }

      @Override
      public void copy(Columns from, int start, int at, int count) {
        System.arraycopy(((Wide) from).all, start, all, at, count);
      }

      @Override
      public Columns room(int count) {
        return new Wide(new int[count]);
      }
    }
  }

  /** Packs the cells of a batch. */
  static PackedRows of(SparseBatch batch) {
    return of(SparseRows.of(batch), batch.genes());
  }

  static PackedRows of(SparseRows rows, int columns) {
    RowPacker packer = new RowPacker(rows.size(), rows.indices().length);
    Columns packed = Columns.of(columns, rows.indices().length);
    for (int i = 0; i < rows.indices().length; i++) {
      packed.put(i, rows.indices()[i]);
    }
    for (int row = 0; row < rows.size(); row++) {
      packer.add(rows.values(), rows.offsets()[row], rows.offsets()[row + 1]);
    }
    return new PackedRows(rows.offsets(), packed, packer.codes(), packer.starts(), packer.tables());
  }

  int size() {
    return offsets.length - 1;
  }

  /** All rows, unpacked. */
  SparseRows unpacked() {
    float[] values = new float[offsets[size()]];
    for (int row = 0; row < size(); row++) {
      int count = offsets[row + 1] - offsets[row];
      if (starts[row + 1] - starts[row] > CODES) {
        System.arraycopy(tables, starts[row], values, offsets[row], count);
      } else {
        lookUp(starts[row], values, offsets[row], offsets[row + 1]);
      }
    }
    return new SparseRows(offsets, columns.numbers(), values);
  }

  private void lookUp(int start, float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] = tables[start + (codes[i] & 0xff)];
    }
  }

  /** Some rows in the order given. */
  PackedRows select(int[] rows) {
    int[] newOffsets = new int[rows.length + 1];
    int[] newStarts = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      newOffsets[i + 1] = Math.addExact(newOffsets[i], offsets[row + 1] - offsets[row]);
      newStarts[i + 1] = Math.addExact(newStarts[i], starts[row + 1] - starts[row]);
    }
    PackedRows out = room(newOffsets, newStarts);
    for (int i = 0; i < rows.length; i++) {
      out.copy(this, rows[i], rows[i] + 1, newOffsets[i], newStarts[i]);
    }
    return out;
  }

  /** The rows of all parts, one after the other. */
  static PackedRows joined(List<PackedRows> parts) {
    int size = parts.stream().mapToInt(PackedRows::size).sum();
    int[] offsets = new int[size + 1];
    int[] starts = new int[size + 1];
    int row = 0;
    for (PackedRows part : parts) {
      int first = row;
      for (int i = 0; i < part.size(); i++, row++) {
        offsets[row + 1] = Math.addExact(offsets[first], part.offsets[i + 1]);
        starts[row + 1] = Math.addExact(starts[first], part.starts[i + 1]);
      }
    }
    PackedRows out = parts.get(0).room(offsets, starts);
    row = 0;
    for (PackedRows part : parts) {
      out.copy(part, 0, part.size(), offsets[row], starts[row]);
      row += part.size();
    }
    return out;
  }

  private PackedRows room(int[] newOffsets, int[] newStarts) {
    int nonzeros = newOffsets[newOffsets.length - 1];
    return new PackedRows(
        newOffsets,
        columns.room(nonzeros),
        new byte[nonzeros],
        newStarts,
        new float[newStarts[newStarts.length - 1]]);
  }

  /** Copies rows {@code from} to {@code to} of another to places in the arrays of this one. */
  private void copy(PackedRows other, int from, int to, int at, int table) {
    int start = other.offsets[from];
    int count = other.offsets[to] - start;
    columns.copy(other.columns, start, at, count);
    System.arraycopy(other.codes, start, codes, at, count);
    int values = other.starts[to] - other.starts[from];
    System.arraycopy(other.tables, other.starts[from], tables, table, values);
  }
}
