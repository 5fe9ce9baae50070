package io.cellora.lora;

import java.util.Arrays;

/** Finds the different values of each row, and what byte stands for which. */
final class RowPacker {

  private static final int SLOTS = 1024;

  private final byte[] codes;
  private final int[] starts;
  private float[] tables = new float[1024];
  private int rows;
  private int nonzeros;

  /** A hash table with open addressing, emptied for each row by counting rows. */
  private final int[] owner = new int[SLOTS];

  private final int[] place = new int[SLOTS];

  RowPacker(int rows, int nonzeros) {
    this.codes = new byte[nonzeros];
    this.starts = new int[rows + 1];
  }

  /** Adds a row: some of the values. */
  void add(float[] values, int from, int to) {
    rows++;
    int start = starts[rows - 1];
    ensure(start + Math.max(PackedRows.CODES, to - from));
    int different = 0;
    for (int i = from; i < to && different <= PackedRows.CODES; i++) {
      int code = code(values[i], start, different);
      different = Math.max(different, code + 1);
      codes[nonzeros + i - from] = (byte) code;
    }
    if (different > PackedRows.CODES) {
      System.arraycopy(values, from, tables, start, to - from);
      different = to - from;
    }
    nonzeros += to - from;
    starts[rows] = start + different;
  }

  /** The value's place in the row's table, where it is put if it is new. */
  private int code(float value, int start, int different) {
    int bits = Float.floatToRawIntBits(value);
    int slot = (bits * 0x9E3779B9 >>> 22) & SLOTS - 1;
    while (owner[slot] == rows) {
      if (Float.floatToRawIntBits(tables[start + place[slot]]) == bits) {
        return place[slot];
      }
      slot = slot + 1 & SLOTS - 1;
    }
    if (different < PackedRows.CODES) {
      owner[slot] = rows;
      place[slot] = different;
      tables[start + different] = value;
    }
    return different;
  }

  private void ensure(int size) {
    if (size > tables.length) {
      tables = Arrays.copyOf(tables, Math.max(size, tables.length * 2));
    }
  }

  byte[] codes() {
    return codes;
  }

  int[] starts() {
    return starts;
  }

  float[] tables() {
    return Arrays.copyOf(tables, starts[rows]);
  }
}
