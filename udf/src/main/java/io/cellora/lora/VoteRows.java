package io.cellora.lora;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;

/**
 * Adds the prediction that neighbours' votes stand for: probabilities are shares of the votes, and
 * of equal shares the one that was named first comes first; runs on executors.
 */
final class VoteRows implements MapFunction<Row, Row> {

  private final List<String> labels;
  private final int votesIndex;

  /**
   * @param votesIndex of a column of structs that begin with a label and its votes (int)
   */
  VoteRows(List<String> labels, int votesIndex) {
    this.labels = List.copyOf(labels);
    this.votesIndex = votesIndex;
  }

  @Override
  public Row call(Row row) {
    List<Row> votes = row.getList(votesIndex);
    double all = votes.stream().mapToInt(vote -> vote.getInt(1)).sum();
    double[] shares = new double[labels.size()];
    Set<Integer> order = new LinkedHashSet<>();
    for (Row vote : votes) {
      int place = labels.indexOf(vote.getString(0));
      shares[place] = vote.getInt(1) / all;
      order.add(place);
    }
    for (int i = 0; i < shares.length; i++) {
      order.add(i);
    }
    return Predictions.append(row, labels, shares, new ArrayList<>(order));
  }
}
