package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every file of some folders is read as anndata reads it, or refused for the reason that is
 * expected of it. Folders and oracle may be named: {@code CELLORA_ORACLE_FILES}, separated by
 * colons, and {@code CELLORA_ORACLE}, which oracle/make_oracle.py writes.
 */
class OracleTest extends SparkTestBase {

  private static final Logger LOG = LoggerFactory.getLogger(OracleTest.class);
  private static final Path REPORT = Path.of("target", "oracle.tsv");

  private enum Outcome {
    EQUAL,
    REFUSED,
    READ,
    WRONG
  }

  private record Line(Path file, Outcome outcome, String reason) {
    @Override
    public String toString() {
      return file.getFileName() + "\t" + outcome + "\t" + reason.replaceAll("\\s+", " ");
    }
  }

  @Test
  void everyFileIsReadAsAnndataReadsItOrRefusedForAReason() throws IOException {
    List<Path> files = files();
    assumeTrue(!files.isEmpty(), "no folder of h5ad files");
    JsonNode oracle = oracle();
    List<Line> lines = new ArrayList<>();
    for (Path file : files) {
      JsonNode expected = oracle.get("files").path(file.getFileName().toString());
      lines.add(expected.isMissingNode() ? unknown(file) : line(file, expected));
    }
    List<String> table = lines.stream().map(Line::toString).toList();
    Files.write(REPORT, table);
    LOG.warn("What became of each file:\n{}", String.join("\n", table));
    assertThat(lines).filteredOn(line -> line.outcome() == Outcome.WRONG).isEmpty();
  }

  private static Line unknown(Path file) {
    return new Line(file, Outcome.WRONG, "the oracle does not know the file: write it again");
  }

  private static Line line(Path file, JsonNode expected) throws IOException {
    Optional<String> refusal = Optional.ofNullable(refusals().get(file.getFileName().toString()));
    if (refusal.isPresent() || expected.has("error")) {
      return unreadable(file, refusal.orElse("Cannot (read|find) "));
    }
    try {
      OracleFile known = new OracleFile(spark, file, expected);
      String compared = known.compare();
      boolean counts = expected.get("matrices").has("X");
      return new Line(file, Outcome.EQUAL, counts ? compared : compared + "; " + withoutX(file));
    } catch (AssertionError | RuntimeException e) {
      return new Line(file, Outcome.WRONG, String.valueOf(e.getMessage()));
    }
  }

  /** Obs is read, features are refused by name. */
  private static String withoutX(Path file) {
    String reason = refusal(file, "features").orElse("read");
    assertThat(reason).contains("Cannot read layer X of", file.getFileName().toString());
    return reason;
  }

  private static Line unreadable(Path file, String expected) {
    return refusal(file, "*")
        .map(
            reason ->
                Pattern.compile(expected).matcher(reason).find() && reason.contains(file.toString())
                    ? new Line(file, Outcome.REFUSED, reason)
                    : new Line(file, Outcome.WRONG, reason))
        .orElse(new Line(file, Outcome.READ, "though anndata cannot read it"));
  }

  private static Optional<String> refusal(Path file, String columns) {
    try {
      var cells = spark.read().format("h5ad").option("layer", "X").load(file.toUri().toString());
      cells.select(columns).collectAsList();
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(e.getMessage().strip().split("\n")[0]);
    }
  }

  /** Files that nobody can read: name and a pattern of the reason. */
  private static Map<String, String> refusals() throws IOException {
    Map<String, String> refusals = new HashMap<>();
    for (String line : Files.readAllLines(Fixtures.file("oracle/refusals.tsv"))) {
      String[] parts = line.split("\t");
      refusals.put(parts[0], parts[1]);
    }
    return refusals;
  }

  private static JsonNode oracle() throws IOException {
    String named = System.getenv("CELLORA_ORACLE");
    Path path = named == null ? Fixtures.file("oracle/oracle.json") : Path.of(named);
    return new ObjectMapper().readTree(path.toFile());
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders()) {
      if (Files.isDirectory(folder)) {
        try (var found = Files.newDirectoryStream(folder, "*.h5ad")) {
          found.forEach(files::add);
        }
      }
    }
    return files.stream().map(Path::toAbsolutePath).map(Path::normalize).sorted().toList();
  }

  private static List<Path> folders() {
    String named = System.getenv("CELLORA_ORACLE_FILES");
    if (named != null) {
      return Pattern.compile(":").splitAsStream(named).map(Path::of).toList();
    }
    // tests run in the folder of their module
    String shared = System.getenv("CELLORA_SHARED_DATA");
    Path data = shared == null ? Path.of("..", "..", "shared", "data") : Path.of(shared);
    return List.of(data.resolve("formats"), data.resolve("cells"));
  }
}
