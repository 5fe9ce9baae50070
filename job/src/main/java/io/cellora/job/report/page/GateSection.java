package io.cellora.job.report.page;

import io.cellora.job.config.SanityCheck;
import java.util.ArrayList;
import java.util.List;

/** Every check of the sanity gate with the facts it was judged by; failed ones come first. */
final class GateSection {

  private static final String SAID = "SAID";

  private GateSection() {}

  /** Names of the checks that failed. */
  static List<String> failed(List<SanityCheck> checks) {
    return checks.stream().filter(check -> !check.passed()).map(SanityCheck::name).toList();
  }

  static Section of(PageData data) {
    List<SanityCheck> checks = data.request().checks();
    List<Block> blocks = new ArrayList<>();
    if (checks.isEmpty()) {
      blocks.add(Note.missing("The sanity gate was not run, so nothing vouches for the numbers."));
    } else {
      long passed = checks.stream().filter(SanityCheck::passed).count();
      String text = "%d of %d checks passed.".formatted(passed, checks.size());
      blocks.add(passed == checks.size() ? Note.good(text) : Note.bad(text));
      blocks.add(table(checks));
    }
    return new Section("gate", "Sanity gate", "Sanity gate", blocks);
  }

  private static PageTable table(List<SanityCheck> checks) {
    PageTable.Builder table =
        PageTable.of("Checks of the run, as in sanity_report.json")
            .words("result", "check", "facts");
    for (int kind = 0; kind < 3; kind++) {
      for (SanityCheck check : checks) {
        if (kind(check) == kind) {
          table.row(List.of(result(check), Cell.text(check.name()), Cell.text(check.detail())));
        }
      }
    }
    return table.build();
  }

  private static int kind(SanityCheck check) {
    return !check.passed() ? 0 : check.detail().startsWith(SAID) ? 1 : 2;
  }

  private static Cell result(SanityCheck check) {
    return switch (kind(check)) {
      case 0 -> new Cell("failed", "0", "bad");
      case 1 -> new Cell("passed, but note", "1", "warn");
      default -> new Cell("passed", "2", "good");
    };
  }
}
