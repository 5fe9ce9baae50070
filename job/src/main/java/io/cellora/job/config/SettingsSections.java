package io.cellora.job.config;

import io.cellora.encoder.DeviceChoice;
import io.cellora.encoder.Precision;
import io.cellora.lora.BlockStorage;
import io.cellora.lora.RankMode;
import io.cellora.weights.LoraInit;
import java.util.List;

/** Reads each record from its section, with the range of every value. */
final class SettingsSections {

  private SettingsSections() {}

  static Settings settings(Section root) {
    return new Settings(
        input(root.section("input")),
        SplitSection.split(root.section("split")),
        encoder(root.section("encoder")),
        lora(root.section("lora")),
        train(root.section("train")),
        ArmSections.arms(root),
        baseline(root.section("baseline")),
        EvaluateSettings.of(root.section("evaluate")),
        CalibrationSettings.read(root.section("calibration")),
        knn(root.section("knn")),
        pretrain(root.section("pretrain")),
        demo(root.section("demo")),
        mlflow(root.section("mlflow")),
        spark(root.section("spark")));
  }

  private static Settings.Input input(Section s) {
    return new Settings.Input(
        s.text("layer"),
        s.flag("normalized"),
        s.integer("minGeneOverlap", 1),
        s.text("geneSymbolColumn"),
        s.text("label"),
        s.text("donor"),
        s.texts("keep", 0),
        s.integer("rowsPerPartition", 1));
  }

  private static Settings.Encoder encoder(Section s) {
    return new Settings.Encoder(
        s.choice("precision", Precision.class),
        s.integer("batchSize", 1),
        s.integer("threads", 0),
        s.choice("device", DeviceChoice.class));
  }

  static Settings.Lora lora(Section s) {
    Settings.Lora lora =
        new Settings.Lora(
            s.integer("r", 1),
            s.number("alpha", Range.POSITIVE),
            s.texts("targets", 1),
            s.number("dropout", Range.BELOW_ONE),
            s.integersByName("rankPattern", 1),
            s.numbersByName("alphaPattern", Range.POSITIVE),
            s.flag("rslora"),
            s.choice("init", LoraInit.class),
            dynamic(s.section("dynamic")));
    if (lora.dynamic().mode() == RankMode.ADALORA && lora.init().ofBaseWeight()) {
      throw s.invalid("init", "default or gaussian where lora.dynamic.mode is adalora");
    }
    return lora;
  }

  private static Settings.Dynamic dynamic(Section s) {
    Settings.Dynamic dynamic =
        new Settings.Dynamic(
            s.choice("mode", RankMode.class),
            s.integer("rMax", 1),
            s.number("energy", Range.SHARE),
            s.number("budget", Range.POSITIVE),
            s.number("start", Range.FRACTION),
            s.number("end", Range.FRACTION),
            s.number("interval", Range.SHARE),
            s.integer("retuneEpochs", 0));
    if (dynamic.start() >= dynamic.end()) {
      throw s.invalid("start", "less than lora.dynamic.end, " + dynamic.end());
    }
    if (dynamic.budget() > dynamic.rMax()) {
      throw s.invalid("budget", "at most lora.dynamic.rMax, " + dynamic.rMax());
    }
    return dynamic;
  }

  static Settings.Train train(Section s) {
    Settings.Train train =
        new Settings.Train(
            s.wholeNumbers("seeds"),
            s.integer("workers", 1),
            s.integer("batchSize", 1),
            s.integer("accumulate", 1),
            s.integer("localSteps", 1),
            s.integer("aggregationFanIn", 0),
            s.integer("epochs", 1),
            s.number("learningRate", Range.POSITIVE),
            s.number("headLearningRate", Range.POSITIVE),
            s.number("loraPlusRatio", Range.POSITIVE),
            s.number("weightDecay", Range.NOT_NEGATIVE),
            s.number("beta1", Range.BELOW_ONE),
            s.number("beta2", Range.BELOW_ONE),
            s.number("epsilon", Range.POSITIVE),
            s.number("warmupFraction", Range.FRACTION),
            s.number("finalLearningRateFraction", Range.FRACTION),
            s.number("clipNorm", Range.POSITIVE),
            s.integer("headWarmupEpochs", 0),
            earlyStopping(s.section("earlyStopping")),
            divergence(s.section("divergence")),
            checkpoint(s.section("checkpoint")),
            head(s.section("head")),
            LossSections.losses(s.section("losses")),
            LossSections.sampler(s.section("sampler")),
            LossSections.shortcuts(s.section("shortcuts")),
            s.choice("storage", BlockStorage.class));
    check(train, s);
    return train;
  }

  /** What no key alone can be refused for. */
  private static void check(Settings.Train train, Section s) {
    if (train.headWarmupEpochs() > train.epochs()) {
      throw s.invalid("headWarmupEpochs", "at most train.epochs, " + train.epochs());
    }
    if (train.seeds().stream().distinct().count() < train.seeds().size()) {
      throw s.invalid("seeds", "each seed once");
    }
    if (train.aggregationFanIn() == 1) {
      throw s.invalid("aggregationFanIn", "0 or at least 2 workers");
    }
    if (train.localSteps() > 1 && train.accumulate() > 1) {
      throw s.invalid("localSteps", "1 where train.accumulate is above 1");
    }
  }

  private static Settings.EarlyStopping earlyStopping(Section s) {
    return new Settings.EarlyStopping(
        s.integer("patience", 0), s.number("minDelta", Range.NOT_NEGATIVE));
  }

  private static Settings.Divergence divergence(Section s) {
    Settings.Divergence divergence =
        new Settings.Divergence(s.number("factor", Range.NOT_NEGATIVE), s.integer("window", 1));
    if (divergence.factor() > 0 && divergence.factor() <= 1) {
      throw s.invalid("factor", "0 or a number > 1");
    }
    return divergence;
  }

  private static Settings.Checkpoint checkpoint(Section s) {
    return new Settings.Checkpoint(s.integer("everySteps", 0), s.integer("keep", 1));
  }

  private static Settings.Head head(Section s) {
    return new Settings.Head(s.integer("hidden", 1), s.number("dropout", Range.BELOW_ONE));
  }

  private static Settings.Baseline baseline(Section s) {
    List<BaselineHead> heads = s.choices("heads", BaselineHead.class);
    if (!heads.contains(BaselineHead.LOGISTIC)) {
      throw s.invalid("heads", "logistic among them: it is the baseline of the pictures");
    }
    return new Settings.Baseline(
        heads,
        s.numbers("regularization", Range.NOT_NEGATIVE),
        s.integer("maxIterations", 1),
        s.number("tolerance", Range.POSITIVE),
        genes(s.section("genes")));
  }

  private static Settings.Genes genes(Section s) {
    return new Settings.Genes(
        s.numbers("regularization", Range.NOT_NEGATIVE), s.integer("tuningCells", 1));
  }

  private static Settings.Knn knn(Section s) {
    return new Settings.Knn(
        s.integer("batchSize", 1), s.integer("blockRows", 1), s.integer("broadcastMebibytes", 0));
  }

  private static Settings.Pretrain pretrain(Section s) {
    return new Settings.Pretrain(
        s.integers("hidden", 1),
        s.integer("latent", 1),
        s.number("dropout", Range.BELOW_ONE),
        s.number("inputDropout", Range.BELOW_ONE),
        s.number("tripletWeight", Range.FRACTION),
        s.number("margin", Range.NOT_NEGATIVE),
        s.number("learningRate", Range.POSITIVE),
        s.number("weightDecay", Range.NOT_NEGATIVE),
        s.integer("batchSize", 2),
        s.integer("epochs", 1),
        s.wholeNumber("seed"),
        s.integer("threads", 0));
  }

  private static Settings.Demo demo(Section s) {
    return new Settings.Demo(
        s.wholeNumber("seed"),
        s.integer("genes", 1),
        s.integer("sourceCells", 1),
        s.integer("trainCells", 1),
        s.integer("valCells", 1),
        s.integer("testCells", 1),
        pretrain(s.section("pretrain")));
  }

  private static Settings.Mlflow mlflow(Section s) {
    Settings.Mlflow mlflow = new Settings.Mlflow(s.text("trackingUri"), s.text("experiment"));
    if (!mlflow.trackingUri().matches("auto|none|https?://[^@]+")) {
      throw s.invalid(
          "trackingUri",
          "auto, none or an http address without a user (that is of the environment)");
    }
    return mlflow;
  }

  private static Settings.Spark spark(Section s) {
    return new Settings.Spark(s.text("master"), s.properties("conf"));
  }
}
