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
  void aStoreOnNoHostInParticularGivesNone() {
    ShardHosts local = ShardHosts.of(Fixtures.h5ad("csr_counts"), new Configuration());
    assertThat(local.blocks()).isNotEmpty();
    assertThat(local.of(0, Long.MAX_VALUE)).isEmpty();
    assertThat(ShardHosts.of("/absent.h5ad", new Configuration()).blocks()).isEmpty();
  }
}
