package io.cellora.job.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.cellora.encoder.DeviceChoice;
import io.cellora.encoder.Precision;
import io.cellora.lora.BlockStorage;
import io.cellora.lora.LoraConfig;
import io.cellora.lora.RankMode;
import io.cellora.lora.RankPlan;
import io.cellora.lora.Sampler;
import io.cellora.weights.LoraInit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every setting of a run, checked and immutable; names, meanings and defaults stand in {@code
 * conf/reference.conf}.
 *
 * <p>Strongest first: {@code --master} and {@code --conf} (for {@code spark} only), {@code --set
 * key=value}, {@code --settings FILE}, the reference. Lives on the driver: executors are sent the
 * few values they need.
 */
public record Settings(
    Input input,
    SplitSettings split,
    Encoder encoder,
    Lora lora,
    Train train,
    ArmSettings arms,
    Baseline baseline,
    EvaluateSettings evaluate,
    CalibrationSettings calibration,
    Knn knn,
    Pretrain pretrain,
    Demo demo,
    Mlflow mlflow,
    Spark spark) {

  /** How h5ad files are read. */
  public record Input(
      String layer,
      boolean normalized,
      int minGeneOverlap,
      String geneSymbolColumn,
      String label,
      String donor,
      List<String> keep,
      int rowsPerPartition) {}

  /** How cells are embedded; {@code threads} are torch's, per Spark task. */
  public record Encoder(Precision precision, int batchSize, int threads, DeviceChoice device) {}

  /** Rank, scale, layers and start of the adapters. */
  public record Lora(
      int r,
      double alpha,
      List<String> targets,
      double dropout,
      Map<String, Integer> rankPattern,
      Map<String, Double> alphaPattern,
      boolean rslora,
      LoraInit init,
      Dynamic dynamic) {

    public Lora {
      rankPattern = Collections.unmodifiableMap(new TreeMap<>(rankPattern));
      alphaPattern = Collections.unmodifiableMap(new TreeMap<>(alphaPattern));
    }

    private Lora fixed() {
      Dynamic off =
          new Dynamic(
              RankMode.OFF,
              dynamic.rMax,
              dynamic.energy,
              dynamic.budget,
              dynamic.start,
              dynamic.end,
              dynamic.interval,
              0);
      return new Lora(r, alpha, targets, dropout, rankPattern, alphaPattern, rslora, init, off);
    }

    /** What training starts with: where ranks are dynamic, rMax with the scale of r and alpha. */
    public LoraConfig config() {
      Map<String, Float> alphas = new TreeMap<>();
      alphaPattern.forEach((key, value) -> alphas.put(key, value.floatValue()));
      LoraConfig fixed =
          new LoraConfig(
              r, (float) alpha, targets, (float) dropout, rankPattern, alphas, rslora, init);
      return dynamic.mode() == RankMode.OFF ? fixed : fixed.withRank(dynamic.rMax());
    }
  }

  /** How ranks shrink while training; start, end and interval are parts of the adapters' steps. */
  public record Dynamic(
      RankMode mode,
      int rMax,
      double energy,
      double budget,
      double start,
      double end,
      double interval,
      int retuneEpochs) {

    public RankPlan plan() {
      return new RankPlan(mode, energy, budget, start, end, interval);
    }
  }

  /**
   * The training loop.
   *
   * @param batchSize cells of one step over all workers
   * @param accumulate batches whose gradients make one step
   * @param localSteps steps that a worker takes alone between two syncs
   * @param aggregationFanIn workers whose sums an executor adds first; 0: the driver adds all
   * @param loraPlusRatio learning rate of B over that of A
   */
  public record Train(
      List<Long> seeds,
      int workers,
      int batchSize,
      int accumulate,
      int localSteps,
      int aggregationFanIn,
      int epochs,
      double learningRate,
      double headLearningRate,
      double loraPlusRatio,
      double weightDecay,
      double beta1,
      double beta2,
      double epsilon,
      double warmupFraction,
      double finalLearningRateFraction,
      double clipNorm,
      int headWarmupEpochs,
      EarlyStopping earlyStopping,
      Divergence divergence,
      Checkpoint checkpoint,
      Head head,
      LossSettings losses,
      Sampler sampler,
      ShortcutSettings shortcuts,
      BlockStorage storage) {

    public Train {
      seeds = List.copyOf(seeds);
    }

    /** The same budget for the head alone: no epoch moves an adapter. */
    private Train headAlone() {
      return new Train(
          seeds,
          workers,
          batchSize,
          accumulate,
          localSteps,
          aggregationFanIn,
          0,
          learningRate,
          headLearningRate,
          loraPlusRatio,
          weightDecay,
          beta1,
          beta2,
          epsilon,
          warmupFraction,
          finalLearningRateFraction,
          clipNorm,
          headWarmupEpochs + epochs,
          earlyStopping,
          divergence,
          checkpoint,
          head,
          losses,
          sampler,
          shortcuts,
          storage);
    }
  }

  /** Epochs without a better validation macro-F1 before training stops; 0: never. */
  public record EarlyStopping(int patience, double minDelta) {}

  /** A mean loss over {@code window} steps above {@code factor} x the best stops; 0: never. */
  public record Divergence(double factor, int window) {}

  /** Steps between two checkpoints, 0 for none; how many are kept. */
  public record Checkpoint(int everySteps, int keep) {}

  /** The classification head: Linear, ReLU, Dropout, Linear. */
  public record Head(int hidden, double dropout) {}

  /**
   * The ladder of frozen baselines.
   *
   * @param regularization penalties that logistic regression on embeddings tries
   * @param genes what differs for logistic regression on genes
   */
  public record Baseline(
      List<BaselineHead> heads,
      List<Double> regularization,
      int maxIterations,
      double tolerance,
      Genes genes) {}

  /** The penalties that logistic regression on genes tries, on at most so many training cells. */
  public record Genes(List<Double> regularization, int tuningCells) {}

  /** How the search for nearest neighbours is cut; none of it changes an answer. */
  public record Knn(int batchSize, int blockRows, int broadcastMebibytes) {}

  /** The base model that {@code cellora pretrain} makes; {@code threads} 0 means all cores. */
  public record Pretrain(
      List<Integer> hidden,
      int latent,
      double dropout,
      double inputDropout,
      double tripletWeight,
      double margin,
      double learningRate,
      double weightDecay,
      int batchSize,
      int epochs,
      long seed,
      int threads) {}

  /** Sizes of the generated atlas, and the recipe of its small base model. */
  public record Demo(
      long seed,
      int genes,
      int sourceCells,
      int trainCells,
      int valCells,
      int testCells,
      Pretrain pretrain) {}

  /**
   * Where runs are logged to.
   *
   * @param trackingUri an http address; auto: that of the environment; none
   */
  public record Mlflow(String trackingUri, String experiment) {

    /**
     * The server that runs are logged to, if there is one.
     *
     * @param environment variables by name
     */
    public Optional<String> address(Map<String, String> environment) {
      return switch (trackingUri) {
        case "none" -> Optional.empty();
        case "auto" -> Optional.ofNullable(environment.get("MLFLOW_TRACKING_URI"));
        default -> Optional.of(trackingUri);
      };
    }
  }

  /** The Spark master and any Spark property. */
  public record Spark(String master, Map<String, String> conf) {

    public Spark {
      conf = Map.copyOf(conf);
    }
  }

  /** The reference settings. */
  public static Settings defaults() {
    return SettingsReader.read(Optional.empty(), Map.of());
  }

  /** The reference settings with overrides, keys as in {@code train.epochs}. */
  public static Settings defaultsWith(Map<String, String> overrides) {
    return SettingsReader.read(Optional.empty(), overrides);
  }

  /** Those that {@link #toJson} has recorded; what it did not know yet is the reference's. */
  public static Settings recorded(String json) {
    return SettingsReader.read(json, Optional.empty(), Map.of());
  }

  /** These settings with overrides, keys as in {@code train.epochs}. */
  public Settings with(Map<String, String> overrides) {
    return SettingsReader.read(this, overrides).withSpark(spark.master(), spark.conf());
  }

  /** These settings with the demo's small base model and gene panel. */
  public Settings forDemo() {
    Input panel =
        new Input(
            input.layer(),
            input.normalized(),
            Math.min(input.minGeneOverlap(), demo.genes() / 2),
            input.geneSymbolColumn(),
            input.label(),
            input.donor(),
            input.keep(),
            input.rowsPerPartition());
    return with(panel, lora, train, demo.pretrain(), spark);
  }

  /** These settings with another master and more Spark properties, which win over those here. */
  public Settings withSpark(String master, Map<String, String> conf) {
    Map<String, String> merged = new LinkedHashMap<>(spark.conf());
    merged.putAll(conf);
    return with(input, lora, train, pretrain, new Spark(master, merged));
  }

  /** These settings with the sections that an arm changes. */
  public Settings arm(String name) {
    ArmSettings.Arm arm = arms.arm(name);
    return with(input, arm.lora(), arm.train(), pretrain, spark);
  }

  /** These settings for a head that is trained on frozen embeddings, as long as the arms' heads. */
  public Settings headAlone() {
    return with(input, lora.fixed(), train.headAlone(), pretrain, spark);
  }

  /** The one place that copies all sections. */
  private Settings with(Input input, Lora lora, Train train, Pretrain pretrain, Spark spark) {
    return new Settings(
        input,
        split,
        encoder,
        lora,
        train,
        arms,
        baseline,
        evaluate,
        calibration,
        knn,
        pretrain,
        demo,
        mlflow,
        spark);
  }

  /** Nested maps in the order of the reference; values of secret-looking Spark keys are hidden. */
  public Map<String, Object> toMap() {
    return RecordMaps.toMap(this);
  }

  /** Canonical JSON on one line, keys sorted: equal settings give equal text. */
  public String toJson() {
    return ConfigValueFactory.fromMap(toMap()).render(ConfigRenderOptions.concise());
  }
}
