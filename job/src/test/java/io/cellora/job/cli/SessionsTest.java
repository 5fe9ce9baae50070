package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.job.config.Settings;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private static final Settings SETTINGS =
      Settings.defaults()
          .withSpark("local[3]", Map.of("spark.a", "settings", "spark.b", "settings"));

  private String uiBefore;
  private SparkSession ofOtherTests;

  /** The build switches the UI off for every test, and other tests have a session. */
  @BeforeEach
  void forgetTheBuildsUiAndSpark() {
    ofOtherTests = SparkSession.getDefaultSession().getOrElse(() -> null);
    SparkSession.clearDefaultSession();
    uiBefore = System.clearProperty("spark.ui.enabled");
  }

  @AfterEach
  void restore() {
    if (ofOtherTests != null) {
      SparkSession.setDefaultSession(ofOtherTests);
    }
    System.clearProperty("spark.master");
    System.clearProperty("spark.sql.catalogImplementation");
    System.clearProperty("spark.b");
    if (uiBefore != null) {
      System.setProperty("spark.ui.enabled", uiBefore);
    }
  }

  @Test
  void theMasterOfTheSettingsIsUsedWhenNoOtherIsSet() {
    assertThat(sessions(Optional.empty()).conf().get("spark.master")).isEqualTo("local[3]");
  }

  @Test
  void theMasterOfSparkSubmitIsKept() {
    System.setProperty("spark.master", "spark://host:7077");

    Sessions sessions = sessions(Optional.empty());
    assertThat(sessions.conf().get("spark.master")).isEqualTo("spark://host:7077");
    assertThat(sessions.local()).isFalse();
  }

  @Test
  void tablesAreNotRegisteredInACatalogThatEndsWithTheCommand() {
    assertThatThrownBy(() -> sessions(Optional.empty()).requireLastingCatalog("cellora"))
        .hasMessageStartingWith(
            "Cannot register tables (Spark's catalog is in memory and ends with this command):"
                + " cellora; where there is a metastore add"
                + " --conf spark.sql.catalogImplementation=hive");
    assertThatCode(() -> sessions(Optional.empty()).requireLastingCatalog("main.cellora"))
        .doesNotThrowAnyException();
    System.setProperty("spark.sql.catalogImplementation", "hive");
    assertThatCode(() -> sessions(Optional.empty()).requireLastingCatalog("cellora"))
        .doesNotThrowAnyException();
  }

  @Test
  void theMasterOptionWinsOverSparkSubmit() {
    System.setProperty("spark.master", "spark://host:7077");

    assertThat(sessions(Optional.of("local[1]")).conf().get("spark.master")).isEqualTo("local[1]");
  }

  @Test
  void optionsWinOverSparkSubmitAndSparkSubmitOverTheSettings() {
    System.setProperty("spark.b", "submit");

    Sessions sessions = sessions(Optional.empty());
    assertThat(sessions.conf().get("spark.a")).isEqualTo("option");
    assertThat(sessions.conf().get("spark.b")).isEqualTo("submit");
  }

  @Test
  void theRecordShowsWhatTookEffect() {
    System.setProperty("spark.b", "submit");

    assertThat(sessions(Optional.of("local[1]")).recorded(SETTINGS).spark())
        .isEqualTo(
            new Settings.Spark("local[1]", Map.of("spark.a", "option", "spark.b", "submit")));
  }

  @Test
  void onlyALocalSessionSwitchesTheUiOff() {
    assertThat(sessions(Optional.empty()).conf().contains("spark.ui.enabled")).isTrue();
    assertThat(sessions(Optional.of("yarn")).conf().contains("spark.ui.enabled")).isFalse();
  }

  @Test
  void executorsMayNotDownload() {
    assertThat(sessions(Optional.of("yarn")).conf().get("spark.executorEnv.DJL_OFFLINE"))
        .isEqualTo("true");
  }

  private static Sessions sessions(Optional<String> master) {
    return new Sessions(SETTINGS.spark(), master, Map.of("spark.a", "option"), "test");
  }
}
