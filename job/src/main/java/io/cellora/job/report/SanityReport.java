package io.cellora.job.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.job.config.SanityCheck;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What the sanity gate found; the run may end with success only if {@link #passed()}. */
@JsonIgnoreProperties(value = "passed", allowGetters = true)
@JsonPropertyOrder({"run_id", "passed", "arms", "checks"})
public record SanityReport(
    @JsonProperty("run_id") String runId, List<String> arms, List<SanityCheck> checks) {

  public SanityReport {
    if (checks.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid sanity report: no checks, expected at least one, run " + runId);
    }
    arms = List.copyOf(arms);
    checks = List.copyOf(checks);
  }

  @JsonProperty("passed")
  public boolean passed() {
    return checks.stream().allMatch(SanityCheck::passed);
  }

  /**
   * Reads what {@link #json()} returned.
   *
   * @throws IOException if it is anything else
   */
  public static SanityReport read(InputStream in) throws IOException {
    return new ObjectMapper().readValue(in, SanityReport.class);
  }

  /** Returns indented JSON with the same bytes on every system. */
  String json() {
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
    try {
      return new ObjectMapper().writer(printer).writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write sanity report (not JSON): run " + runId, e);
    }
  }
}
