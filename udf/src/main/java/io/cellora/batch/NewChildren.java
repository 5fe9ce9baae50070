package io.cellora.batch;

import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.collection.immutable.IndexedSeq;

/**
 * What Catalyst asks of a node on Scala 2.13. Compiled on 2.12, where it asks for another list,
 * only this interface makes the compiler write the method with the types that 2.13 looks for.
 *
 * @param <T> plans, operators or expressions
 */
interface NewChildren<T extends TreeNode<?>> {

  /** The node with other children. */
  T withNewChildrenInternal(IndexedSeq<T> children);
}
