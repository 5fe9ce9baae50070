package io.cellora.job.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.weights.Folder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What was fitted to an adapter's confidence: {@code calibration.json} beside it.
 *
 * @param temperature probabilities become p^(1 / temperature), brought to a sum of 1
 * @param threshold calibrated confidence below which a cell abstains, if one keeps the risk
 */
record AdapterThreshold(double temperature, Optional<Double> threshold) {

  private static final String FILE = "calibration.json";

  AdapterThreshold {
    if (!(temperature > 0) || temperature == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "Invalid temperature: " + temperature + ", expected a positive number");
    }
  }

  /** Empty where there is no file. */
  static Optional<AdapterThreshold> read(Folder folder) throws IOException {
    if (!folder.exists(FILE)) {
      return Optional.empty();
    }
    try (InputStream in = folder.open(FILE)) {
      JsonNode fitted = new ObjectMapper().readTree(in);
      JsonNode threshold = fitted.path("threshold");
      return Optional.of(
          new AdapterThreshold(
              fitted.path("temperature").asDouble(Double.NaN),
              threshold.isNumber() ? Optional.of(threshold.asDouble()) : Optional.empty()));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot read calibration (%s): %s/%s".formatted(e.getMessage(), folder.name(), FILE), e);
    }
  }

  String describe() {
    return "  calibrated: temperature %.3f, %s"
        .formatted(
            temperature,
            threshold
                .map("cells below %.3f abstain"::formatted)
                .orElse("no threshold keeps the risk: --min-confidence sets one"));
  }
}
