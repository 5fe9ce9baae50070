package io.cellora.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where SCimilarity's two networks keep their parameters: the names in a state dict. */
public enum MlpLayout {
  /** Every hidden block is Dropout, Linear, BatchNorm1d, PReLU. */
  ENCODER,
  /** As the encoder, but block 0 has no Dropout, so its indices shift by one. */
  DECODER;

  /** The module of a hidden block's Linear, {@code network.0.1} in an encoder. */
  public String linear(int block) {
    return module(block, 0);
  }

  /** The module of a hidden block's BatchNorm1d. */
  public String norm(int block) {
    return module(block, 1);
  }

  /** The module of a hidden block's PReLU. */
  public String prelu(int block) {
    return module(block, 2);
  }

  /** The module of the last Linear behind {@code depth} hidden blocks. */
  public String output(int depth) {
    return "network." + depth;
  }

  /** The modules of all linears, from input to output. */
  public List<String> linears(int depth) {
    List<String> names = new ArrayList<>();
    for (int block = 0; block < depth; block++) {
      names.add(linear(block));
    }
    names.add(output(depth));
    return names;
  }

  /** Every tensor's shape, in the order of upstream's state dict; widths from input to output. */
  Map<String, int[]> shapes(int... widths) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    int depth = widths.length - 2;
    for (int block = 0; block < depth; block++) {
      int width = widths[block + 1];
      putLinear(shapes, linear(block), widths[block], width);
      for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
        shapes.put(norm(block) + "." + part, new int[] {width});
      }
      shapes.put(norm(block) + ".num_batches_tracked", new int[0]);
      shapes.put(prelu(block) + ".weight", new int[] {1});
    }
    putLinear(shapes, output(depth), widths[depth], widths[depth + 1]);
    return shapes;
  }

  /** Every tensor's name for a network of {@code depth} hidden blocks. */
  List<String> names(int depth) {
    int[] anyWidths = new int[depth + 2];
    Arrays.fill(anyWidths, 1);
    return List.copyOf(shapes(anyWidths).keySet());
  }

  private String module(int block, int place) {
    int dropout = this == DECODER && block == 0 ? 0 : 1;
    return "network." + block + "." + (place + dropout);
  }

  private static void putLinear(Map<String, int[]> shapes, String name, int in, int out) {
    shapes.put(name + ".weight", new int[] {out, in});
    shapes.put(name + ".bias", new int[] {out});
  }
}
