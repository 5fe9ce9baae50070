package io.cellora.functions;

import io.cellora.encoder.DeviceChoice;
import io.cellora.encoder.EncoderOptions;
import io.cellora.encoder.Precision;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The options of a catalog of functions, {@code spark.sql.catalog.NAME.OPTION}. */
final class CatalogOptions {

  static final String MODEL = "model";
  static final String ADAPTER = "adapter";
  static final String GENE_ORDER = "geneOrder";
  static final String PRECISION = "precision";
  static final String BATCH_SIZE = "batchSize";
  static final String THREADS = "threads";

  static final String DEVICE = "device";
  static final String REFERENCE = "reference";
  static final String REFERENCE_LABEL = "referenceLabel";
  static final String REFERENCE_ARM = "referenceArm";

  private static final List<String> KNOWN =
      List.of(
          MODEL,
          ADAPTER,
          GENE_ORDER,
          REFERENCE,
          REFERENCE_LABEL,
          REFERENCE_ARM,
          PRECISION,
          BATCH_SIZE,
          THREADS,
          DEVICE);

  private final String catalog;
  private final CaseInsensitiveStringMap options;

  /** Refuses options that no function has. */
  CatalogOptions(String catalog, CaseInsensitiveStringMap options) {
    this.catalog = catalog;
    this.options = options;
    for (String option : options.asCaseSensitiveMap().keySet()) {
      if (KNOWN.stream().noneMatch(option::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "Invalid option %s, expected %s".formatted(key(option), String.join(", ", KNOWN)));
      }
    }
  }

  Optional<String> find(String option) {
    return Optional.ofNullable(options.get(option)).filter(value -> !value.isBlank());
  }

  /** An option that a function cannot do without. */
  String required(String option, String why) {
    return find(option)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot call a function (%s): set %s".formatted(why, key(option))));
  }

  /** How executors compute; what is not set is as the encoder has it. */
  EncoderOptions encoderOptions() {
    EncoderOptions otherwise = EncoderOptions.DEFAULT;
    return new EncoderOptions(
        find(PRECISION).map(Precision::of).orElse(otherwise.precision()),
        number(BATCH_SIZE, otherwise.batchSize()),
        number(THREADS, otherwise.threads()),
        find(DEVICE).map(DeviceChoice::of).orElse(otherwise.device()));
  }

  private int number(String option, int otherwise) {
    String value = find(option).orElse(String.valueOf(otherwise));
    if (!value.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "Invalid %s: %s, expected an integer".formatted(key(option), value));
    }
    return Integer.parseInt(value);
  }

  String key(String option) {
    return "spark.sql.catalog." + catalog + "." + option;
  }
}
