package io.cellora.lora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cellora.weights.Folder;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the calibration cells said of a head: {@code calibration.json} beside its adapter.
 *
 * @param temperature what its probabilities are scaled by, see {@link TemperatureScaling}
 * @param threshold a cell abstains if its largest scaled probability (float32) is smaller; none if
 *     no threshold keeps the risk
 * @param risk the share of wrong ones among the calibration cells that are kept, at most
 * @param cells calibration cells
 */
public record Calibration(double temperature, OptionalDouble threshold, double risk, long cells) {

  /** The file's name. */
  public static final String FILE = "calibration.json";

  /** What is longer is cut off, and is no JSON then. */
  private static final int MAX_BYTES = 1 << 20;

  public Calibration {
    require(temperature > 0 && Double.isFinite(temperature), "temperature", temperature, "> 0");
    double least = threshold.orElse(0);
    require(least >= 0 && least <= 1, "threshold", least, "from 0 to 1");
    require(risk >= 0 && risk <= 1, "risk", risk, "from 0 to 1");
    require(cells >= 0, "cells", cells, "at least 0");
  }

  /** Writes {@code {"temperature", "threshold" (a number or null), "risk", "cells"}}. */
  public void write(Folder folder) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("temperature", temperature);
    values.put("threshold", threshold.isPresent() ? threshold.getAsDouble() : null);
    values.put("risk", risk);
    values.put("cells", cells);
    byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(values);
    folder.write(FILE, out -> out.write(json));
  }

  /** Whether a folder has the file. */
  public static boolean exists(Folder folder) throws IOException {
    return folder.exists(FILE);
  }

  /**
   * Reads it back.
   *
   * @throws IllegalArgumentException if it is not such a file
   */
  public static Calibration read(Folder folder) throws IOException {
    try (InputStream in = folder.open(FILE)) {
      JsonNode values = new ObjectMapper().readTree(in.readNBytes(MAX_BYTES));
      JsonNode threshold = values.path("threshold");
      return new Calibration(
          number(values, "temperature"),
          threshold.isNull()
              ? OptionalDouble.empty()
              : OptionalDouble.of(number(values, "threshold")),
          number(values, "risk"),
          (long) number(values, "cells"));
    } catch (IllegalArgumentException | IOException e) {
      throw new IllegalArgumentException(
          "Cannot read calibration (%s): %s/%s".formatted(e.getMessage(), folder.name(), FILE), e);
    }
  }

  /** The probabilities [classes] at this temperature. */
  public float[] scale(float[] probabilities) {
    return TemperatureScaling.scale(probabilities, temperature);
  }

  /** Whether a cell's largest scaled probability is too small; never without a threshold. */
  public boolean abstains(float confidence) {
    return threshold.isPresent() && confidence < threshold.getAsDouble();
  }

  private static double number(JsonNode values, String name) {
    JsonNode value = values.path(name);
    require(value.isNumber(), name, value, "a number");
    return value.asDouble();
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Invalid %s: %s, expected %s".formatted(name, value, expected));
    }
  }
}
