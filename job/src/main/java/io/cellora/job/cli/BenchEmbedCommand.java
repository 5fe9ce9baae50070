package io.cellora.job.cli;

import io.cellora.job.config.BenchEmbedRequest;
import io.cellora.job.config.BenchTurns;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.stage.BenchEmbed;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellora bench embed}. */
@Command(
    name = "embed",
    customSynopsis = "cellora bench embed [--cells N ...] [--model DIR] [--peer] [OPTIONS]",
    description = {
      "Measures cells a second from features in memory to embeddings.",
      "",
      "Embeds generated cells with made-up weights of the released model's shapes, or with yours.",
      "Each run takes turns: the peer, Cellora in float32 and in bfloat16, and several arms (the base",
      "and random adapters of rank 8) in one pass of each; the first turn warms up, the median of the",
      "others counts. With a peer the embeddings of both sides are compared too."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora bench embed --peer --venv ~/.cellora-peers-embed",
      "  ./cellora bench embed --model scimilarity/ --cores 1 --precision float32 --json"
    })
final class BenchEmbedCommand extends AnyCommand {

  @Option(
      names = "--cells",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Cells. Default: ${DEFAULT-VALUE}")
  private int cells;

  @Option(
      names = "--cores",
      paramLabel = "N",
      defaultValue = "2",
      description = "Cores of Cellora, threads of the peer. Default: ${DEFAULT-VALUE}")
  private int cores;

  @Option(
      names = "--arms",
      paramLabel = "N",
      defaultValue = "5",
      description = "Arms of one pass, the base among them. Default: ${DEFAULT-VALUE}")
  private int arms;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = "both",
      description = "float32, bfloat16 or both, in turns. Default: ${DEFAULT-VALUE}")
  private BenchTurns.Precisions precisions;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed runs. Default: ${DEFAULT-VALUE}")
  private int runs;

  @Mixin private BenchModelOptions on = new BenchModelOptions();

  @Mixin private BenchOptions options = new BenchOptions();

  @Override
  int run(CommonOptions common, Settings settings, Progress progress) {
    IntFunction<Sessions> sessions = common.localSessions(settings, name());
    on.check();
    BenchEmbedRequest request =
        new BenchEmbedRequest(
            on.shard(cells),
            on.model(),
            cores,
            new BenchTurns(precisions, arms, runs),
            options.peer(),
            options.work(),
            options.form());
    return HeldSessions.use(sessions, held -> BenchEmbed.run(held, settings, request, progress));
  }
}
