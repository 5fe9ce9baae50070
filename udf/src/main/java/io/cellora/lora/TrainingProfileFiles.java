package io.cellora.lora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cellora.weights.Folder;
import io.cellora.weights.NamedTensors;
import io.cellora.weights.Safetensors;
import io.cellora.weights.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A training profile beside its adapter: {@code training_cells.json} (the encoder's hash, training
 * cells by class, the percentiles of their distances) and {@code training_cells.safetensors} (the
 * classes' directions {@code [classes, latent]}, in the order of the head's classes).
 */
public final class TrainingProfileFiles {

  private static final String FACTS = "training_cells.json";
  private static final String TENSORS = "training_cells.safetensors";
  private static final String ENCODER = "encoder_sha256";
  private static final String CELLS = "cells";
  private static final String PERCENTILES = "distance_percentiles";
  private static final String DIRECTIONS = "directions";

  private TrainingProfileFiles() {}

  public static void write(Folder folder, TrainingProfile profile) throws IOException {
    int classes = profile.directions().length;
    double[] flat = Stream.of(profile.directions()).flatMapToDouble(Arrays::stream).toArray();
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(DIRECTIONS, Tensor.ofDoubles(flat, classes, profile.latent()));
    folder.write(
        TENSORS, out -> Safetensors.write(out, NamedTensors.of(tensors), Map.of("format", "pt")));
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode facts = mapper.createObjectNode().put(ENCODER, profile.encoderSha256());
    facts.set(CELLS, mapper.valueToTree(profile.cells()));
    facts.set(PERCENTILES, mapper.valueToTree(profile.percentiles()));
    folder.write(
        FACTS, out -> out.write(mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(facts)));
  }

  /** The profile, if there is one: adapters of other tools have none. */
  public static Optional<TrainingProfile> read(Folder folder) throws IOException {
    if (!folder.exists(FACTS) || !folder.exists(TENSORS)) {
      return Optional.empty();
    }
    try (InputStream facts = folder.open(FACTS);
        InputStream tensors = folder.open(TENSORS)) {
      return Optional.of(
          profile(
              new ObjectMapper().readTree(facts),
              Safetensors.readExact(tensors, folder.name() + "/" + TENSORS).get(DIRECTIONS)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot read training profile (%s; remove both files to go without): %s/%s"
              .formatted(e.getMessage(), folder.name(), FACTS),
          e);
    }
  }

  private static TrainingProfile profile(JsonNode facts, Tensor directions) {
    Map<String, Long> cells = new LinkedHashMap<>();
    facts.path(CELLS).properties().forEach(c -> cells.put(c.getKey(), c.getValue().asLong()));
    int[] shape = directions.shape();
    if (shape.length != 2) {
      throw new IllegalArgumentException(
          "Invalid directions: %s, expected [classes, latent]".formatted(directions));
    }
    double[] flat = directions.doubles();
    double[][] rows =
        IntStream.range(0, shape[0])
            .mapToObj(i -> Arrays.copyOfRange(flat, i * shape[1], (i + 1) * shape[1]))
            .toArray(double[][]::new);
    double[] percentiles = new double[facts.path(PERCENTILES).size()];
    for (int i = 0; i < percentiles.length; i++) {
      percentiles[i] = facts.path(PERCENTILES).get(i).asDouble();
    }
    return new TrainingProfile(facts.path(ENCODER).asText(), cells, rows, percentiles);
  }
}
