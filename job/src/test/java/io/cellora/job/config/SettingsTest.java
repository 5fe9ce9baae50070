package io.cellora.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  private final Settings settings =
      Settings.defaultsWith(
              Map.of(
                  "train.learningRate",
                  "0.00012345",
                  "input.keep",
                  "tissue,sex",
                  "lora.rankPattern.network.2",
                  "4",
                  "source.input.label",
                  "kind",
                  "encoder.device",
                  "cpu"))
          .withSpark("local[2]", Map.of("spark.sql.shuffle.partitions", "4"));

  @Test
  void jsonReadsBackAsTheSameSettings(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("recorded.conf"), "{\"cellora\": " + settings.toJson() + "}");

    assertThat(SettingsReader.read(Optional.of(file), Map.of())).isEqualTo(settings);
  }

  @Test
  void equalSettingsGiveEqualJson() {
    Settings same =
        Settings.defaultsWith(
                Map.of(
                    "input.keep", "[tissue, sex]",
                    "train.learningRate", "1.2345E-4",
                    "lora.rankPattern.network.2", "4",
                    "source.input.label", "kind",
                    "encoder.device", "cpu"))
            .withSpark("local[2]", Map.of("spark.sql.shuffle.partitions", "4"));

    assertThat(same.toJson()).isEqualTo(settings.toJson());
  }

  @Test
  void laterSparkPropertiesWin() {
    Settings again = settings.withSpark("yarn", Map.of("spark.sql.shuffle.partitions", "9"));

    assertThat(again.spark())
        .isEqualTo(new Settings.Spark("yarn", Map.of("spark.sql.shuffle.partitions", "9")));
  }

  @Test
  void overridesLeaveTheRestAsItWas() {
    Settings other =
        settings.with(
            Map.of("train.epochs", "30", "lora.targets", "[network.3]", "train.seeds", "7"));

    assertThat(other.train().epochs()).isEqualTo(30);
    assertThat(other.lora().targets()).containsExactly("network.3");
    assertThat(other.lora().rankPattern()).containsEntry("network.2", 4);
    assertThat(other.train().learningRate()).isEqualTo(0.00012345);
    assertThat(other.spark()).isEqualTo(settings.spark());
    assertThat(settings.with(Map.of())).isEqualTo(settings);
  }

  @Test
  void overridesKeepSecretsOfSpark() {
    Settings secret = settings.withSpark("local[2]", Map.of("spark.my.password", "x"));

    assertThat(secret.with(Map.of("train.epochs", "30")).spark()).isEqualTo(secret.spark());
  }

  @Test
  void secretsAreNotRecorded() {
    Settings withSecret =
        settings.withSpark(
            "yarn", Map.of("spark.hadoop.fs.s3a.secret.key", "abc", "fs.s3a.access.key", "xyz"));

    assertThat(withSecret.toJson()).doesNotContain("abc", "xyz").contains("(hidden)");
  }
}
