package io.cellora.batch;

/** The values of a batch. */
@FunctionalInterface
public interface BatchResult {

  /**
   * The value in Catalyst's form, null for none.
   *
   * @param row position in the batch, in the order of adding
   * @param call position in the list that the evaluator was opened with
   */
  Object value(int row, int call);
}
