package io.cellora.functions;

import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;

/** A function of two arguments that is better told its second one before the query runs. */
interface FixesArgument {

  /**
   * The function of the first argument alone.
   *
   * @param second the constant in Catalyst's form, not null
   */
  ScalarFunction<?> fix(Object second);
}
