package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** conf/log4j2.properties with the log4j that this Spark ships. */
class LogFormatTest {

  private static final Path CONFIGURATION =
      Path.of("..", "conf", "log4j2.properties").toAbsolutePath().normalize();

  /** Logs an error, in a JVM of its own. */
  static final class Program {

    private static final Logger LOG = LoggerFactory.getLogger(Program.class);

    private Program() {}

    public static void main(String[] args) {
      MDC.put("mdc.run", "run-1");
      MDC.put("mdc.stage", "Reading \"cells\"");
      LOG.error("Cannot read {}", "a.h5ad", new IllegalStateException("two\nlines"));
      LOG.info("not asked for");
    }
  }

  @Test
  void eachEntryIsALineOfJsonWithTheRunAndTheStage() throws Exception {
    List<String> lines = log("json").lines().toList();

    assertThat(lines).hasSize(1);
    JsonNode entry = new ObjectMapper().readTree(lines.get(0));
    assertThat(entry.get("level").asText()).isEqualTo("ERROR");
    assertThat(entry.get("message").asText()).isEqualTo("Cannot read a.h5ad");
    assertThat(entry.get("loggerName").asText()).isEqualTo(Program.class.getName());
    assertThat(entry.at("/instant/epochSecond").asLong()).isPositive();
    assertThat(entry.at("/thrown/extendedStackTrace").asText()).contains("two\nlines", "\tat ");
    assertThat(entry.at("/contextMap/mdc.run").asText()).isEqualTo("run-1");
    assertThat(entry.at("/contextMap/mdc.stage").asText()).isEqualTo("Reading \"cells\"");
  }

  @Test
  void withoutTheVariableItIsText() throws Exception {
    assertThat(log("").lines().toList().get(0))
        .matches("\\d\\d:\\d\\d:\\d\\d ERROR LogFormatTest\\$Program: Cannot read a.h5ad");
  }

  private static String log(String format) throws IOException, InterruptedException {
    ProcessBuilder program =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dlog4j2.configurationFile=" + CONFIGURATION,
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName());
    program.environment().remove("CELLORA_LOG_FORMAT");
    if (!format.isEmpty()) {
      program.environment().put("CELLORA_LOG_FORMAT", format);
    }
    Process running = program.redirectErrorStream(true).start();
    String log = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(running.waitFor()).as(log).isZero();
    return log;
  }
}
