package io.cellora.job.report.page;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.cellora.SparkTestBase;
import io.cellora.job.config.SanityCheck;
import io.cellora.job.eval.EvaluationTables;
import io.cellora.job.eval.Predictions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of the committed predictions, whose numbers are scikit-learn's. */
class ReportPageTest extends SparkTestBase {

  private static final List<SanityCheck> PASSED =
      List.of(new SanityCheck("first", true, "3 of 3"), new SanityCheck("second", true, "SAID so"));
  private static final String[] OPTIONAL = {"maps", "calibration", "training", "donors", "splits"};

  private static Map<String, Dataset<Row>> tables;

  @BeforeAll
  static void evaluateOnce() {
    EvaluationTables found = Predictions.evaluate(spark, Predictions.committed(spark));
    tables = new HashMap<>();
    tables.put("metrics", found.metrics());
    tables.put("metric_summary", found.metricSummary());
    tables.put("per_class", found.perClass());
    tables.put("confusion", found.confusion());
    tables.put("top_confused", found.topConfused());
    tables.put("comparison_summary", summary(0.0125, 0.0875));
  }

  @Test
  void isWellFormedAndAsksNobodyForAnything() {
    String html = page(PASSED, tables).html();
    Parser parser = Parser.htmlParser().setTrackErrors(20);
    Document page = Jsoup.parse(html, "", parser);

    assertThat(parser.getErrors()).isEmpty();
    assertThat(page.select("link, iframe, object, embed, script[src], base, form")).isEmpty();
    for (Element element : page.select("[src], [href], [srcset], [action]")) {
      String target = element.hasAttr("src") ? element.attr("src") : element.attr("href");
      assertThat(target).matches("#.+|data:image/png;base64,.+");
    }
    assertThat(html).doesNotContain("url(", "@import", "http://", "https://", "fetch(");
    assertThat(ids(page)).doesNotHaveDuplicates();
    for (Element link : page.select("a[href^=#]")) {
      assertThat(page.getElementById(link.attr("href").substring(1))).as(link.text()).isNotNull();
    }
  }

  @Test
  void everyNumberOfTheMetricsIsTheTables() {
    Document page = parsed(page(PASSED, tables));
    Element table = tableWith(page, "Every arm, head, seed and split");
    List<String> columns = table.select("thead th").eachText();
    Map<List<String>, Double> expected = new HashMap<>();
    for (Row row : tables.get("metrics").collectAsList()) {
      List<String> key =
          List.of(
              row.getAs("arm"),
              row.getAs("head"),
              String.valueOf(row.<Integer>getAs("seed")),
              row.getAs("split"),
              PlainTable.words(row.getAs("metric")));
      expected.put(key, row.getAs("value"));
    }
    int compared = 0;
    for (Element line : table.select("tbody tr")) {
      List<String> key = line.children().eachText().subList(0, 4);
      for (int i = 4; i < columns.size(); i++) {
        Double value =
            expected.get(List.of(key.get(0), key.get(1), key.get(2), key.get(3), columns.get(i)));
        Element cell = line.child(i);
        if (value == null) {
          assertThat(cell.text()).isEqualTo("\u2013");
        } else {
          assertThat(Double.parseDouble(cell.attr("data-v"))).isEqualTo(value);
          assertThat(Double.parseDouble(cell.text().replace(",", "")))
              .isCloseTo(value, offset(5.001e-5));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void aFailedGateIsTheFirstThingSaid() {
    List<SanityCheck> checks =
        List.of(PASSED.get(0), new SanityCheck("adapters_on<change>", false, "they do not"));
    Document page = parsed(page(checks, tables));

    Element alarm = page.selectFirst("[role=alert]");
    assertThat(alarm.text()).contains("do not trust these numbers", "adapters_on<change>");
    assertThat(page.selectFirst("h2")).isSameAs(alarm.selectFirst("h2"));
    assertThat(page.selectFirst("#gate tbody tr").text())
        .isEqualTo("failed adapters_on<change> they do not");
    assertThat(parsed(page(PASSED, tables)).select("[role=alert]")).isEmpty();
    assertThat(parsed(page(PASSED, tables)).select("#gate tbody tr").eachText())
        .containsExactly("passed, but note second SAID so", "passed first 3 of 3");
  }

  @Test
  void hostileNamesStayText() {
    String hostile = "<script>alert(1)</script> & \"T' cell";
    Map<String, Dataset<Row>> renamed = new HashMap<>();
    tables.forEach(
        (name, rows) -> {
          Dataset<Row> other = rows;
          for (String column : List.of("label", "predicted")) {
            if (List.of(rows.columns()).contains(column)) {
              other =
                  other.withColumn(
                      column,
                      when(col(column).equalTo("Oligodendrocyte"), hostile).otherwise(col(column)));
            }
          }
          renamed.put(name, other);
        });
    ReportPage found = page(List.of(new SanityCheck(hostile, false, hostile)), renamed);
    Document page = parsed(found);

    assertThat(page.select("script")).hasSize(1);
    assertThat(found.html()).doesNotContain("<script>alert");
    assertThat(tableWith(page, "Classes on").select("tbody th").eachText()).contains(hostile);
    assertThat(page.select("#gate tbody tr").get(0).text()).contains(hostile);
    assertThat(page.select(".dot-name").eachText()).contains(hostile);
  }

  @Test
  void missingTablesAreSaidAndCostNothingElse() {
    Document page = parsed(page(PASSED, tables));
    for (String section : OPTIONAL) {
      assertThat(page.select("#" + section + " .missing").text()).as(section).endsWith(".");
    }
    assertThat(page.select("#forgetting .missing").text())
        .isEqualTo("No source cells were given (--source), so forgetting was not measured.");
    assertThat(page.select("#metrics .missing")).isEmpty();

    Document none = parsed(page(List.of(), Map.of()));
    assertThat(none.select("main > section")).hasSameSizeAs(page.select("main > section"));
    assertThat(none.select("main > section").stream().map(s -> s.select(".missing").size()))
        .allMatch(said -> said > 0);
  }

  @Test
  void equalTablesGiveEqualBytesWhateverTheOrderOfTheirRows() {
    Map<String, Dataset<Row>> shuffled = new HashMap<>();
    tables.forEach((name, rows) -> shuffled.put(name, rows.repartition(5).orderBy(rand(7))));
    ReportPage one = page(PASSED, tables);
    ReportPage other = page(PASSED, shuffled);

    assertThat(other.html()).isEqualTo(one.html());
    assertThat(other.pictures().keySet())
        .containsExactly(
            "confusionmatrix_best_frozen_clustered.png", "confusionmatrix_lora_clustered.png");
    other.pictures().forEach((name, png) -> assertThat(png).isEqualTo(one.pictures().get(name)));
  }

  @Test
  void columnsCanBeSortedByKeyboardAndNamedByReaders() {
    Document page = parsed(page(PASSED, tables));
    Elements sortable = page.select("table.sortable");

    assertThat(sortable).isNotEmpty();
    for (Element table : sortable) {
      assertThat(table.selectFirst("caption").text()).isNotBlank();
      assertThat(table.select("thead th[scope=col] > button"))
          .hasSameSizeAs(table.select("thead th"));
      assertThat(table.parent().attr("tabindex")).isEqualTo("0");
    }
    for (Element picture : page.select("img")) {
      assertThat(picture.attr("alt")).isNotBlank();
    }
    assertThat(page.select("h1")).hasSize(1);
    assertThat(page.select("main h2")).hasSameSizeAs(page.select("main > section"));
  }

  /** As the statistics write it; the ends of the interval decide. */
  private static Dataset<Row> summary(double lower, double upper) {
    return spark.sql(
        ("SELECT 'run-1' AS run_id, 'lora-ce' AS arm, 'mlp' AS head, 'val' AS split,"
                + " role AS baseline_role, name AS baseline_head, 5L AS n_seeds,"
                + " 0.81D AS macro_f1, 0.76D AS baseline_macro_f1, 0.05D AS mean, 0.01D AS sd,"
                + " CAST(%s AS DOUBLE) AS lower, CAST(%s AS DOUBLE) AS upper, 0.0004D AS p_holm,"
                + " 0.002D AS p_permutation_holm"
                + " FROM VALUES ('best', 'linear'), ('genes', 'logistic_genes') AS t(role, name)")
            .formatted(Double.isNaN(lower) ? "NULL" : lower, Double.isNaN(upper) ? "NULL" : upper));
  }

  @Test
  void betterIsSaidOnlyWhereTheIntervalLiesAboveZero() {
    assertThat(word(0.0125, 0.0875)).isEqualTo("good: Better");
    assertThat(word(-0.001, 0.1)).isEqualTo("plain: Not shown to be better");
    assertThat(word(-0.2, -0.01)).isEqualTo("bad: Worse");
    assertThat(word(Double.NaN, Double.NaN)).isEqualTo("plain: Not decided by one seed");

    Element card = parsed(page(PASSED, tables)).selectFirst("#verdict .card");
    assertThat(card.select("p").eachText())
        .containsExactly(
            "Macro-F1 0.8100 against 0.7600 of the best frozen head, linear: difference +0.0500"
                + " [0.0125, 0.0875] over 5 seeds (95 %). McNemar p = 0.00040, permutation p ="
                + " 0.0020 (the largest of the seeds, Holm).",
            "Macro-F1 0.8100 against 0.7600 of logistic_genes: difference +0.0500 [0.0125, 0.0875]"
                + " over 5 seeds (95 %). McNemar p = 0.00040, permutation p = 0.0020 (the largest"
                + " of the seeds, Holm).",
            "No source cells were given (--source), so forgetting was not measured.");
  }

  private static String word(double lower, double upper) {
    Map<String, Dataset<Row>> other = Map.of("comparison_summary", summary(lower, upper));
    Element card = parsed(page(PASSED, other)).selectFirst("#verdict .card");
    return card.className().replace("card ", "") + ": " + card.selectFirst(".word").text();
  }

  @Test
  void forgettingStandsBesideTheVerdict() {
    Map<String, Dataset<Row>> more = new HashMap<>(tables);
    more.put(
        "forgetting",
        spark.sql(
            "SELECT 'run-1' AS run_id, 'lora-ce' AS arm, seed, scale AS delta_scale,"
                + " 'knn_macro_f1' AS metric, 0.9D - scale * (seed + 1) / 10 AS value,"
                + " 0.9D AS base_value, 100L AS n FROM VALUES (0), (1) AS s(seed),"
                + " VALUES (0D), (0.5D), (1D) AS t(scale)"));
    more.put(
        "delta_scale",
        spark.sql(
            "SELECT 'run-1' AS run_id, 'lora-ce' AS arm, 1 AS seed, scale AS delta_scale,"
                + " 0.5D + scale / 4 AS val_macro_f1, 1D - scale / 5 AS cosine_to_base"
                + " FROM VALUES (0D), (0.5D), (1D) AS t(scale)"));
    Document page = parsed(page(PASSED, more));

    assertThat(page.select("#verdict .forgetting").text())
        .isEqualTo("On source cells, before and after: kNN macro-F1 0.9000, 0.7500 (-0.1500).");
    assertThat(page.select("#forgetting figure h3").eachText())
        .containsExactly(
            "Learnt: macro-F1 on validation",
            "Kept: cosine to the frozen embeddings",
            "Learn and forget: kNN macro-F1");
    assertThat(page.select("#forgetting figure").get(2).select("circle title").eachText())
        .containsExactly(
            "lora-ce: 0.9000, 0.5000", "lora-ce: 0.8000, 0.6250", "lora-ce: 0.7000, 0.7500");
  }

  @Test
  void mapsOfEqualEmbeddingsAreEqualAndGreyBeyondTwelveClasses() {
    Map<String, Dataset<Row>> more = new HashMap<>(tables);
    Dataset<Row> cells =
        spark.sql(
            "SELECT 'run-1' AS run_id, 'a.h5ad' AS shard, id AS row, 'val' AS split, arm, 1 AS seed,"
                + " concat('type ', id % 15) AS label, transform(sequence(0, 7), i ->"
                + " CAST(sin(id * (i + 1)) + if(id % 15 = i, 2, 0) AS FLOAT)) AS embedding"
                + " FROM range(300), VALUES ('baseline'), ('lora-ce') AS t(arm)");
    more.put("embeddings", cells);
    Elements maps = parsed(page(PASSED, more)).select("#maps svg");
    more.put("embeddings", cells.repartition(7).orderBy(rand(3)));

    assertThat(maps).hasSize(2);
    assertThat(maps.get(0).select("path").eachAttr("d"))
        .isEqualTo(maps.get(1).select("path").eachAttr("d"))
        .hasSize(13);
    assertThat(String.join("", maps.get(0).select("path").eachAttr("d")).split("M"))
        .hasSize(1 + 300);
    assertThat(parsed(page(PASSED, more)).select("#maps").html())
        .isEqualTo(parsed(page(PASSED, more)).select("#maps").html())
        .contains("3 other classes");
    assertThat(parsed(page(PASSED, more)).select("#maps svg").outerHtml())
        .isEqualTo(maps.outerHtml());
  }

  private static ReportPage page(List<SanityCheck> checks, Map<String, Dataset<Row>> from) {
    PageRequest request = new PageRequest("run-1", "val", List.of("lora-ce"), 1, checks);
    return ReportPage.of(request, name -> Optional.ofNullable(from.get(name)));
  }

  private static Document parsed(ReportPage page) {
    return Jsoup.parse(page.html());
  }

  private static List<String> ids(Document page) {
    return page.select("[id]").eachAttr("id");
  }

  private static Element tableWith(Document page, String caption) {
    return page.select("table").stream()
        .filter(table -> table.selectFirst("caption").text().startsWith(caption))
        .findFirst()
        .orElseThrow();
  }
}
