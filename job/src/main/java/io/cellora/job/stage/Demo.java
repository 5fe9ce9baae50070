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
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
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
      Named named = Named.in(spark.sparkContext().hadoopConfiguration());
      PretrainRequest pretraining =
          new PretrainRequest(
              named.all(atlas.source()),
              named.one(atlas.geneOrder()),
              settings.input().label(),
              named.one(out.resolve("model")),
              false);
      Pretrain.run(spark, settings, pretraining, progress);
      int code =
          RunAll.run(
              spark,
              settings,
              new RunRequest(
                      named.all(atlas.train()),
                      named.all(atlas.val()),
                      named.all(atlas.test()),
                      named.one(out.resolve("model")),
                      named.one(out.resolve("results")),
                      false,
                      false)
                  .withSource(named.all(atlas.source())),
              progress);
      folder.keep();
      return code;
    }
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

  /** Names of files on this machine's disk, for readers whose default file system is another. */
  private record Named(boolean plain) {

    static Named in(Configuration hadoop) {
      return new Named("file".equals(FileSystem.getDefaultUri(hadoop).getScheme()));
    }

    String one(Path path) {
      return plain ? path.toString() : path.toUri().toString();
    }

    List<String> all(List<Path> paths) {
      return paths.stream().map(this::one).toList();
    }
  }
}
