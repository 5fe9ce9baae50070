package io.cellora.functions;

import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;

/** A function by its name, before the types of its arguments are known. */
abstract class CelloraFunction implements UnboundFunction {

  private final FunctionText text;

  CelloraFunction(FunctionText text) {
    this.text = text;
  }

  @Override
  public final String name() {
    return text.name();
  }

  @Override
  public final String description() {
    return text.usage() + "\nExample: " + text.example();
  }

  FunctionText text() {
    return text;
  }
}
