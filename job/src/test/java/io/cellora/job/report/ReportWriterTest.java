package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.SparkTestBase;
import io.cellora.job.config.SanityCheck;
import io.cellora.job.eval.EvaluationTables;
import io.cellora.job.eval.Predictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportWriterTest extends SparkTestBase {

  private static final Selection LORA = new Selection("run-1", "lora-ce", "mlp", 1, "val");
  private static final Selection BASELINE = new Selection("run-1", "baseline", "linear", 0, "val");

  private static ReportTables tables;

  @TempDir Path folder;
  private ReportWriter writer;

  @BeforeAll
  static void evaluateOnce() {
    EvaluationTables found = Predictions.evaluate(spark, Predictions.committed(spark));
    tables =
        new ReportTables(found.metrics(), found.perClass(), found.confusion(), found.topConfused());
  }

  @BeforeEach
  void newWriter() throws IOException {
    writer = new ReportWriter(FileSystem.getLocal(new Configuration()), hadoop("reports"));
  }

  @Test
  void writesEveryFileOfTheReportAndNothingElse() throws IOException {
    writer.writeArm("baseline", BASELINE, tables);
    writer.writeArm("lora", LORA, tables);
    writer.writeMetrics(tables.metrics());
    writer.writeSanity(sanity(true));

    assertThat(files())
        .containsExactly(
            "confusion_baseline.csv",
            "confusion_lora.csv",
            "confusionmatrix_baseline_final.png",
            "confusionmatrix_lora_final.png",
            "metrics.csv",
            "per_class_baseline.csv",
            "per_class_lora.csv",
            "sanity_report.json",
            "top5_misclassified_baseline.csv",
            "top5_misclassified_lora.csv");
    assertThat(ImageIO.read(file("confusionmatrix_lora_final.png").toFile()).getWidth())
        .isGreaterThan(1000);
  }

  @Test
  void filesOfAnArmHoldItsRowsAndNoOthers() throws IOException {
    writer.writeArm("lora", LORA, tables);
    writer.writeMetrics(tables.metrics());

    // The committed fixture is what scikit-learn found.
    assertThat(lines("per_class_lora.csv")).hasSize(1 + 8);
    assertThat(lines("per_class_lora.csv").get(2))
        .startsWith("run-1,lora-ce,mlp,1,val,Oligodendrocyte,35,37,32,0.8648648648648649,");
    assertThat(lines("top5_misclassified_lora.csv"))
        .startsWith(
            "run_id,arm,head,seed,split,rank,label,predicted,n,share",
            "run-1,lora-ce,mlp,1,val,1,\"astrocyte, \"\"fibrous\"\"\",endothelial cell,5,0.4166666666666667")
        .hasSize(1 + 5);
    assertThat(lines("metrics.csv"))
        .contains("run-1,lora-ce,mlp,1,val,top1,0.8181818181818182,,,154")
        .hasSize(1 + 7 * 20);
  }

  @Test
  void sanityReportPassesOnlyIfEveryCheckDoes() throws IOException {
    writer.writeSanity(sanity(false));

    JsonNode json = new ObjectMapper().readTree(file("sanity_report.json").toFile());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("run_id", "passed", "arms", "checks");
    assertThat(json.get("passed").booleanValue()).isFalse();
    assertThat(json.at("/checks/1/name").textValue()).isEqualTo("second");
    assertThat(json.at("/checks/1/passed").booleanValue()).isFalse();
    assertThat(json.at("/checks/1/detail").textValue()).isEqualTo("3 of 5");
    assertThat(json.get("checks").get(0)).hasSize(3);
    assertThat(sanity(true).passed()).isTrue();
    assertThatThrownBy(() -> new SanityReport("run-1", List.of(), List.of()))
        .hasMessage("Invalid sanity report: no checks, expected at least one, run run-1");
  }

  @Test
  void overwritesNothing() throws IOException {
    writer.writeSanity(sanity(true));
    byte[] before = Files.readAllBytes(file("sanity_report.json"));

    assertThatThrownBy(() -> writer.writeSanity(sanity(false)))
        .hasMessageContaining("Cannot write report file (it exists;")
        .hasMessageEndingWith("/reports/sanity_report.json");
    assertThat(file("sanity_report.json")).hasBinaryContent(before);
    assertThat(files()).containsExactly("sanity_report.json");
  }

  @Test
  void saysWhereItCouldNotWrite() throws IOException {
    Files.writeString(folder.resolve("reports"), "a file where the folder should be");

    assertThatThrownBy(() -> writer.writeSanity(sanity(true)))
        .hasMessageStartingWith("Cannot write report file (")
        .hasMessageEndingWith("/reports/sanity_report.json");
  }

  @Test
  void refusesAnArmThatTheTablesDoNotHold() {
    Selection other = new Selection("run-1", "lora-ce", "mlp", 9, "val");

    assertThatThrownBy(() -> writer.writeArm("lora", other, tables))
        .hasMessage(
            "Cannot write report of arm (no rows in the confusion table):"
                + " run run-1, arm lora-ce, head mlp, seed 9, split val");
    assertThatThrownBy(() -> writer.writeArm("../lora", LORA, tables))
        .hasMessage("Invalid arm name for files: ../lora, expected a-z, 0-9, _ and -");
    assertThat(folder.resolve("reports")).doesNotExist();
  }

  private static SanityReport sanity(boolean second) {
    return new SanityReport(
        "run-1",
        List.of("baseline", "lora-ce"),
        List.of(new SanityCheck("first", true, ""), new SanityCheck("second", second, "3 of 5")));
  }

  private org.apache.hadoop.fs.Path hadoop(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toUri());
  }

  private Path file(String name) {
    return folder.resolve("reports").resolve(name);
  }

  private List<String> lines(String name) throws IOException {
    return Files.readAllLines(file(name));
  }

  /** Without the checksums that Hadoop keeps beside local files. */
  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("reports"))) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }
}
