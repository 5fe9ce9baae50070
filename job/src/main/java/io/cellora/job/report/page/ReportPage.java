package io.cellora.job.report.page;

import io.cellora.job.config.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The report of a run as one HTML page that needs nothing else.
 *
 * @param html the page
 * @param pictures PNG files with the pictures inside the page, by name
 */
public record ReportPage(String html, Map<String, byte[]> pictures) {

  /** What the templates page.html inserts. */
  private record Page(
      String title,
      String lead,
      String style,
      String script,
      List<String> failed,
      List<Section> sections) {

    boolean hasFailed() {
      return !failed.isEmpty();
    }

    int failures() {
      return failed.size();
    }

    /** Each section's text. */
    List<String> parts() {
      return sections.stream().map(Block::html).toList();
    }
  }

  /**
   * Builds the page from tables as they were written. Tables whose size depends on the number of
   * cells are sampled; a table that is missing costs its section, which says so. Equal tables give
   * equal bytes.
   */
  public static ReportPage of(PageRequest request, ResultTables tables) {
    PageData data = new PageData(request, tables);
    Map<String, byte[]> pictures = new TreeMap<>();
    Page page =
        new Page(
            "Cellora report, run " + request.runId(),
            lead(data),
            Templates.resource("style.css"),
            Templates.resource("page.js"),
            GateSection.failed(request.checks()),
            sections(data, pictures));
    return new ReportPage(Templates.render("page", page), pictures);
  }

  private static List<Section> sections(PageData data, Map<String, byte[]> pictures) {
    List<Section> sections = new ArrayList<>();
    sections.add(VerdictSection.of(data));
    sections.add(GateSection.of(data));
    sections.add(MetricsSection.of(data));
    sections.add(ClassesSection.of(data));
    sections.add(ConfusionSection.of(data, pictures));
    sections.add(MapsSection.of(data));
    sections.add(CalibrationSection.of(data));
    sections.add(ForgettingSection.of(data));
    sections.add(TrainingSection.of(data));
    sections.add(DonorsSection.of(data));
    sections.add(OntologySection.of(data));
    sections.add(SplitsSection.of(data));
    sections.add(ProvenanceSection.of(data));
    return sections;
  }

  private static String lead(PageData data) {
    TableRows macroF1 = data.macroF1();
    double cells =
        macroF1.stream().mapToDouble(row -> row.number(Columns.N)).max().orElse(Double.NaN);
    List<String> seeds =
        macroF1.where(row -> !row.text(Columns.ARM).equals(PageData.BASELINE)).stream()
            .map(row -> row.text(Columns.SEED))
            .distinct()
            .sorted()
            .toList();
    return "%s cells of %s; trained arms: %s; seeds: %s."
        .formatted(
            Cell.whole(cells).text(),
            data.split(),
            data.request().trained().isEmpty()
                ? "none"
                : String.join(", ", data.request().trained()),
            seeds.isEmpty() ? "none" : String.join(", ", seeds));
  }
}
