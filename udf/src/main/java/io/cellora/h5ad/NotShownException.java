package io.cellora.h5ad;

/** Says why a column has no place in a Spark table: it is left out, the others are read. */
final class NotShownException extends Exception {

  private static final long serialVersionUID = 1L;

  NotShownException(String why) {
    super(why);
  }
}
