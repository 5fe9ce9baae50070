package io.cellora.job.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.job.config.Settings;
import io.cellora.job.config.SilentProgress;
import io.cellora.job.track.TrackingServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a run that ends before its time, and what a tracking server is told of it. */
class SecretsTest extends StageTestBase {

  private static final String KEY = "spark.hadoop.fs.s3a.secret.key";
  private static final String SECRET = "s3cr3t/Of+S3";

  @TempDir Path folder;

  /** Stops after the first stage, as a library that tells which key it has tried. */
  private static final class Telling implements SilentProgress {

    @Override
    public void step(String what) {
      if (what.startsWith("[2/")) {
        throw new IllegalStateException("Cannot write (refused " + SECRET + "): s3a://bucket");
      }
    }
  }

  @Test
  void anUnfinishedRunKeepsAndTellsNoSecret() throws IOException {
    try (TrackingServer server = new TrackingServer("file:/elsewhere")) {
      Settings settings =
          settings(Map.of("mlflow.trackingUri", server.address()))
              .withSpark("local[2]", Map.of(KEY, SECRET));
      Path out = folder.resolve("out");

      assertThatThrownBy(() -> RunAll.run(spark, settings, request(out), new Telling()))
          .hasMessageContaining(SECRET);

      try (Stream<Path> all = Files.walk(folder)) {
        List<Path> files = all.filter(Files::isRegularFile).toList();
        assertThat(files.stream().map(file -> file.getFileName().toString()))
            .contains("resume.json", "cells.json");
        assertThat(files).noneMatch(SecretsTest::tells);
      }
      assertThat(server.params).containsEntry("spark.conf." + KEY, "(hidden)");
      assertThat(server.tags)
          .containsEntry("cellora.error", "Cannot write (refused (hidden)): s3a://bucket");
    }
  }

  private static boolean tells(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
