package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.SparkTestBase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process and a session of someone else, as in a JAR task of Databricks. */
class HostedSessionTest extends SparkTestBase {

  @TempDir private Path folder;

  @Test
  void theSessionStaysWhenACommandIsDone() {
    Cellora.main(new String[] {"doctor", "--json"});

    assertThat(sql("SELECT 1")).hasSize(1);
  }

  @Test
  void theMasterIsThatOfTheSession() {
    CommonOptions options = new CommonOptions();

    Sessions sessions = options.sessions(options.settings(), "test");

    assertThat(sessions.conf().get("spark.master")).isEqualTo(spark.sparkContext().master());
  }

  @Test
  void aFailureIsThrownAndTheProcessLivesOn() {
    assertThatThrownBy(
            () -> Cellora.main(new String[] {"tables", "--out", folder.resolve("none").toString()}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(": 1");
    assertThatThrownBy(() -> Cellora.main(new String[] {"embed"}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(": 2");
    assertThat(sql("SELECT 1")).hasSize(1);
  }
}
