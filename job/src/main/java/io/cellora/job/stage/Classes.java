package io.cellora.job.stage;

import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * The classes of a run, in the order of their indices.
 *
 * @param train those that a head can predict, sorted
 * @param unseen those that occur in validation alone, sorted: never predicted, counted as wrong
 */
record Classes(List<String> train, List<String> unseen) {

  Classes {
    train = List.copyOf(train);
    unseen = List.copyOf(unseen);
  }

  int count() {
    return train.size() + unseen.size();
  }

  /** The index of a column's label, unseen ones behind the others; null if it is neither. */
  Column index(Column label) {
    List<String> all = new ArrayList<>(train);
    all.addAll(unseen);
    Column names = lit(all.toArray(new String[0]));
    Column position = array_position(names, label);
    return when(position.gt(0), position.minus(1).cast("int"));
  }

  String describe() {
    String known = train.size() + " classes in train";
    return unseen.isEmpty()
        ? known
        : known + "; in val but not in train, so counted as wrong: " + String.join(", ", unseen);
  }
}
