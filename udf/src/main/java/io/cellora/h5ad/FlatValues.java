package io.cellora.h5ad;

import java.util.Iterator;

/** The values of a column one by one, cast to what the table shows. */
final class FlatValues implements Iterator<Object> {

  private final Iterator<Object[]> blocks;
  private final ColumnCast cast;
  private Object[] block = {};
  private int at;

  FlatValues(Iterator<Object[]> blocks, ColumnCast cast) {
    this.blocks = blocks;
    this.cast = cast;
  }

  @Override
  public boolean hasNext() {
    while (at == block.length && blocks.hasNext()) {
      block = cast.apply(blocks.next());
      at = 0;
    }
    return at < block.length;
  }

  @Override
  public Object next() {
    hasNext();
    return block[at++];
  }
}
