package io.cellora.job.report.page;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import io.cellora.job.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The answer first: did an arm beat the best frozen head, by how much, at what forgetting. */
final class VerdictSection {

  private VerdictSection() {}

  static Section of(PageData data) {
    List<Block> blocks = new ArrayList<>();
    List<Verdict> verdicts =
        data.dataset(Columns.COMPARISONS_TABLE)
            .map(rows -> Verdict.of(ofSplit(rows, data.split())))
            .orElse(List.of());
    if (verdicts.isEmpty()) {
      blocks.add(
          Note.missing(
              "No trained arm was compared with a frozen baseline on " + data.split() + "."));
    }
    verdicts.forEach(verdict -> blocks.add(card(data, verdict)));
    LadderFigure.of(data).ifPresent(blocks::add);
    return new Section(
        "verdict",
        "Verdict",
        "Did fine-tuning beat the frozen encoder on %s?".formatted(data.split()),
        blocks);
  }

  private static Dataset<Row> ofSplit(Dataset<Row> rows, String split) {
    return rows.where(col(Columns.SPLIT).equalTo(split));
  }

  private static VerdictCard card(PageData data, Verdict verdict) {
    double difference = verdict.macroF1() - verdict.baselineMacroF1();
    String interval =
        Double.isNaN(verdict.lower())
            ? "; one seed has no interval, so nothing is claimed"
            : " %s over %d seeds"
                .formatted(Numbers.interval(verdict.lower(), verdict.upper()), verdict.seeds());
    String sentence =
        "Macro-F1 %s against %s of the best frozen head, %s: difference %s%s. McNemar %s (Holm)."
            .formatted(
                Numbers.rate(verdict.macroF1()),
                Numbers.rate(verdict.baselineMacroF1()),
                verdict.baseline(),
                Numbers.signed(difference),
                interval,
                Numbers.p(verdict.pValue()));
    return new VerdictCard(
        tone(verdict), word(verdict), verdict.arm(), sentence, Forgetting.sentence(data, verdict));
  }

  private static String word(Verdict verdict) {
    return switch (verdict.word()) {
      case "better" -> "Better";
      case "worse" -> "Worse";
      case "no difference shown" -> "Not shown to be better";
      default -> "Not decided by one seed";
    };
  }

  private static String tone(Verdict verdict) {
    return switch (verdict.word()) {
      case "better" -> "good";
      case "worse" -> "bad";
      default -> "plain";
    };
  }
}
