package io.cellora.job.stage;

import io.cellora.SparkTestBase;
import io.cellora.job.config.PretrainRequest;
import io.cellora.job.config.Progress;
import io.cellora.job.config.RunRequest;
import io.cellora.job.config.Settings;
import io.cellora.job.demo.DemoAtlas;
import io.cellora.job.demo.DemoFiles;
import io.cellora.job.demo.DemoShards;
import io.cellora.job.demo.DemoSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A tiny generated atlas and a tiny base model, made once for a class of tests. */
abstract class StageTestBase extends SparkTestBase {

  @TempDir static Path shared;

  static DemoFiles atlas;
  static Path model;

  /** Remembers what was told, in order. */
  static final class Told implements Progress {
    final List<String> lines = new ArrayList<>();

    @Override
    public void step(String what) {
      lines.add(what);
    }

    @Override
    public void update(String text) {
      lines.add(text);
    }

    @Override
    public void table(String text) {
      lines.add(text);
    }

    @Override
    public void output(String text) {
      lines.add(text);
    }
  }

  @BeforeAll
  static void makeAtlasAndModel() {
    atlas =
        DemoAtlas.write(
            shared.resolve("atlas"),
            new DemoSpec(
                1,
                200,
                new DemoShards(1, 120, 2),
                new DemoShards(2, 150, 3),
                new DemoShards(1, 120, 2),
                new DemoShards(1, 120, 2)));
    model = shared.resolve("model");
    Pretrain.run(
        spark,
        settings(Map.of()),
        new PretrainRequest(
            strings(atlas.source()),
            atlas.geneOrder().toString(),
            "cell_type",
            model.toString(),
            false),
        new Told());
  }

  static Settings settings(Map<String, String> more) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "input.minGeneOverlap", "100",
                "pretrain.hidden", "[24, 16]",
                "pretrain.latent", "8",
                "pretrain.epochs", "3",
                "pretrain.batchSize", "60",
                "baseline.tolerance", "1e-3",
                "train.epochs", "4",
                "train.headWarmupEpochs", "1",
                "train.batchSize", "64",
                "lora.r", "2"));
    all.put("baseline.heads", "logistic");
    all.put("mlflow.trackingUri", "none");
    all.putAll(more);
    return Settings.defaultsWith(all);
  }

  static RunRequest request(Path out) {
    return new RunRequest(
        strings(atlas.train()),
        strings(atlas.val()),
        List.of(),
        model.toString(),
        out.toString(),
        false,
        false);
  }

  static List<String> strings(List<Path> paths) {
    return paths.stream().map(Path::toString).toList();
  }

  /** Everything that stands in a folder, hidden or not. */
  static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of every file below a folder, as text, by path. */
  static Map<String, String> contents(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      Map<String, String> found = new TreeMap<>();
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        found.put(
            root.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
