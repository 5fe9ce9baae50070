package io.cellora.job.config;

/** The finite numbers a setting may take. */
enum Range {
  POSITIVE("> 0") {
    @Override
    boolean inside(double number) {
      return number > 0;
    }
  },
  NOT_NEGATIVE(">= 0") {
    @Override
    boolean inside(double number) {
      return number >= 0;
    }
  },
  FRACTION("from 0 to 1") {
    @Override
    boolean inside(double number) {
      return number >= 0 && number <= 1;
    }
  },
  SHARE("> 0 and <= 1") {
    @Override
    boolean inside(double number) {
      return number > 0 && number <= 1;
    }
  },
  BELOW_ONE(">= 0 and < 1") {
    @Override
    boolean inside(double number) {
      return number >= 0 && number < 1;
    }
  };

  private final String words;

  Range(String words) {
    this.words = words;
  }

  abstract boolean inside(double number);

  boolean holds(double number) {
    return Double.isFinite(number) && inside(number);
  }

  @Override
  public String toString() {
    return words;
  }
}
