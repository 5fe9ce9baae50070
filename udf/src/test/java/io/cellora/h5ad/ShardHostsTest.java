package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.junit.jupiter.api.Test;

class ShardHostsTest {

  private static BlockLocation block(long from, long bytes, String... hosts) {
    return new BlockLocation(hosts, hosts, from, bytes);
  }

  @Test
  void hostsWithMostOfTheRangeComeFirst() {
    ShardHosts hosts =
        new ShardHosts(
            List.of(
                block(0, 100, "a", "b", "c"),
                block(100, 100, "b", "d", "e"),
                block(200, 100, "f", "b", "")));
    assertThat(hosts.of(150, 260)).containsExactly("b", "f", "d");
    assertThat(hosts.of(0, 100)).containsExactly("a", "b", "c");
    assertThat(hosts.of(300, 400)).isEmpty();
  }

  @Test
  void rowsAreTakenToHaveAsManyBytesEach() {
    ShardHosts hosts = new ShardHosts(List.of(block(0, 100, "a"), block(100, 100, "b")));
    Shard shard = new Shard("x.h5ad", new FileVersion(200, 0, ""), 10, null, List.of(), "");
    assertThat(hosts.ofRows(shard, 0, 5)).containsExactly("a");
    assertThat(hosts.ofRows(shard, 3, 9)).containsExactly("b", "a");
  }

  @Test
  void storesThatAreNotOnTheClusterAreNotAsked() {
    for (String path : List.of("file:/x.h5ad", "s3a://bucket/x.h5ad", "/x.h5ad")) {
      Shard shard = new Shard(path, new FileVersion(200, 0, ""), 10, null, List.of(), "");
      assertThat(ShardHosts.of(shard, new Configuration()).blocks()).isEmpty();
    }
  }
}
