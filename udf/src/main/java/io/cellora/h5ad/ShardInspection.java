package io.cellora.h5ad;

import io.cellora.h5ad.ShardReport.Refusal;
import io.cellora.h5ad.ShardReport.SharedGenes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** Looks through one open shard; a part that cannot be read becomes a refusal. */
final class ShardInspection {

  private static final List<String> EXPRESSION = List.of("X", "raw/X", "raw.X");
  private static final List<String> OTHERS = List.of("obsm", "varm", "obsp", "varp");
  private static final String GENES = "var";
  private static final String ROOT = "/";

  private final H5adFile file;
  private final Shard shard;
  private final H5adOptions options;
  private final Configuration conf;
  private final List<Refusal> refused = new ArrayList<>();

  ShardInspection(H5adFile file, Shard shard, H5adOptions options, Configuration conf) {
    this.file = file;
    this.shard = shard;
    this.options = options;
    this.conf = conf;
  }

  ShardReport report(long bytes) {
    List<MatrixReport> matrices = matrices();
    List<ColumnReport> columns = columns();
    MatrixPlanner planner = new MatrixPlanner(options, conf);
    Optional<String> counts = attempt("features", () -> planner.layer(shard).object());
    String group = counts.map(object -> new Layer(object, true).genes()).orElse(GENES);
    Optional<Frame> genes = attempt(group, () -> Frame.open(file, group));
    return new ShardReport(
        shard.path(),
        bytes,
        shard.rows(),
        genes.map(Frame::rows).orElse(0L),
        writer(),
        counts,
        matrices,
        columns,
        genes.map(frame -> shared(planner, group, frame)).orElse(List.of()),
        List.copyOf(refused),
        Optional.empty());
  }

  private String writer() {
    return file.text(ROOT, "encoding-type")
        .map(type -> (type + " " + file.text(ROOT, "encoding-version").orElse("")).strip())
        .orElse("legacy");
  }

  private List<MatrixReport> matrices() {
    MatrixInspection inspection = new MatrixInspection(file);
    List<MatrixReport> matrices = new ArrayList<>();
    List<String> expression = new ArrayList<>(EXPRESSION);
    file.members("layers").forEach(layer -> expression.add("layers/" + layer));
    expression.removeIf(object -> file.find(object).isEmpty());
    for (String object : expression) {
      attempt(object, () -> inspection.expression(object)).ifPresent(matrices::add);
    }
    for (String group : OTHERS) {
      for (String member : file.members(group)) {
        String object = group + "/" + member;
        attempt(object, () -> inspection.element(object)).ifPresent(matrices::add);
      }
    }
    return matrices;
  }

  private List<ColumnReport> columns() {
    List<ColumnReport> columns = new ArrayList<>();
    for (FrameColumn column : shard.columns()) {
      attempt(column.object(), () -> ColumnSummary.of(file, column, shard.rows()))
          .ifPresent(columns::add);
    }
    attempt("obs", () -> Frame.open(file, "obs"))
        .ifPresent(
            obs ->
                obs.leftOut().forEach((name, why) -> refused.add(new Refusal("obs/" + name, why))));
    return columns;
  }

  private List<SharedGenes> shared(MatrixPlanner planner, String group, Frame genes) {
    return attempt(group, () -> planner.shared(file, genes)).stream()
        .flatMap(shared -> shared.entrySet().stream())
        .map(entry -> new SharedGenes(entry.getKey(), entry.getValue()))
        .toList();
  }

  private <T> Optional<T> attempt(String object, Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (RuntimeException e) {
      refused.add(new Refusal(object, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }
}
