package io.cellora.h5ad;

import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What came of opening one file: its shard or why there is none; sent back by executors.
 *
 * @param shard one, or none if it failed
 * @param error empty unless it failed
 */
record ShardAttempt(String path, List<Shard> shard, String error) implements Serializable {

  static ShardAttempt at(String path, Configuration conf) {
    try {
      return new ShardAttempt(path, List.of(Shard.open(path, conf)), "");
    } catch (RuntimeException e) {
      return new ShardAttempt(path, List.of(), String.valueOf(e.getMessage()));
    }
  }

  boolean failed() {
    return shard.isEmpty();
  }

  /** Runs on executors. */
  record Opener(SerializableConfiguration conf) implements Function<String, ShardAttempt> {

    @Override
    public ShardAttempt call(String path) {
      return at(path, conf.value());
    }
  }
}
