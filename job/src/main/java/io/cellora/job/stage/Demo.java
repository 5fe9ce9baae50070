package io.cellora.job.stage;

import io.cellora.job.config.DemoRequest;
import io.cellora.job.config.PretrainRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import io.cellora.job.demo.DemoAtlas;
import io.cellora.job.demo.DemoFiles;
import io.cellora.job.demo.DemoShards;
import io.cellora.job.demo.DemoSpec;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** {@code cellora demo}: a generated atlas, a small base model made from it, and the whole job. */
public final class Demo {

  private Demo() {}

  /** Answers the exit code; writes atlas, model and results below the output folder. */
  public static int run(
      SparkSession spark, Settings given, DemoRequest request, Progress progress) {
    Settings settings = given.forDemo();
    progress.step("Generating the atlas (made up, for trying things out)");
    Path out = Path.of(request.out()).toAbsolutePath().normalize();
    DemoFiles atlas;
    try (FreshFolder folder = FreshFolder.create(out, request.overwrite())) {
      atlas = DemoAtlas.write(out.resolve("atlas"), spec(settings.demo()));
      pretrain(spark, settings, atlas, out.resolve("model"), progress);
      int code =
          RunAll.run(
              spark,
              settings,
              new RunRequest(
                      strings(atlas.train()),
                      strings(atlas.val()),
                      strings(atlas.test()),
                      out.resolve("model").toString(),
                      out.resolve("results").toString(),
                      false,
                      false)
                  .withSource(strings(atlas.source())),
              progress);
      folder.keep();
      return code;
    }
  }

  private static void pretrain(
      SparkSession spark, Settings settings, DemoFiles atlas, Path model, Progress progress) {
    Pretrain.run(
        spark,
        settings,
        new PretrainRequest(
            strings(atlas.source()),
            atlas.geneOrder().toString(),
            settings.input().label(),
            model.toString(),
            false),
        progress);
  }

  private static DemoSpec spec(Settings.Demo demo) {
    return new DemoSpec(
        demo.seed(),
        demo.genes(),
        new DemoShards(2, demo.sourceCells() / 2, 6),
        new DemoShards(2, demo.trainCells() / 2, 5),
        new DemoShards(1, demo.valCells(), 3),
        new DemoShards(1, demo.testCells(), 3));
  }

  private static List<String> strings(List<Path> paths) {
    return paths.stream().map(Path::toString).toList();
  }
}
