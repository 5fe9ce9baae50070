package io.cellora.weights;

import io.cellora.weights.MlpWeights.HiddenBlock;
import io.cellora.weights.MlpWeights.Linear;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes an encoder as a TorchScript module that needs nothing of Cellora: {@code torch.jit.load}
 * and DJL open it. {@code forward} takes aligned, log-normalised cells, float32 [n, genes], and
 * gives unit-length embeddings [n, latent]; BatchNorm is folded and dropout is off.
 */
public final class TorchScriptEncoder {

  private static final String HEADER =
      """
      class Encoder(Module):
        __parameters__ = []
        __buffers__ = [%s]
        training : bool
      %s
        def forward(self: __torch__.Encoder, x: Tensor) -> Tensor:
          h = x
      """;

  private static final String BLOCK =
      """
          h = torch.linear(h, self.weight_%1$d, self.bias_%1$d)
          h = torch.prelu(h * self.scale_%1$d + self.shift_%1$d, self.slope_%1$d)
      """;

  private static final String OUTPUT =
      """
          z = torch.linear(h, self.weight_%1$d, self.bias_%1$d)
          length = torch.sqrt(torch.sum(z * z, [1], True))
          return z / torch.clamp_min(length, 9.9999999999999998e-13)
      """;

  private TorchScriptEncoder() {}

  /** Writes the archive, at most 2 GiB. */
  public static void write(OutputStream out, MlpWeights encoder) throws IOException {
    Map<String, Tensor> attributes = attributes(encoder);
    TorchZipWriter zip = new TorchZipWriter(out);
    zip.add("data.pkl", instance(attributes));
    zip.add("byteorder", "little");
    int key = 0;
    for (Tensor tensor : attributes.values()) {
      zip.add("data/" + key++, tensor::writeTo);
    }
    zip.add("code/__torch__.py", source(encoder, attributes));
    zip.add("constants.pkl", noConstants());
    zip.add("version", "3\n");
    zip.finish();
  }

  private static Map<String, Tensor> attributes(MlpWeights encoder) {
    Map<String, Tensor> attributes = new LinkedHashMap<>();
    int layer = 0;
    for (HiddenBlock block : encoder.hidden()) {
      putLinear(attributes, layer, block.linear());
      int width = block.linear().out();
      attributes.put("scale_" + layer, Tensor.of(block.scale(), width));
      attributes.put("shift_" + layer, Tensor.of(block.shift(), width));
      attributes.put("slope_" + layer++, Tensor.of(new float[] {block.slope()}, 1));
    }
    putLinear(attributes, layer, encoder.output());
    return attributes;
  }

  private static void putLinear(Map<String, Tensor> attributes, int layer, Linear linear) {
    attributes.put("weight_" + layer, Tensor.of(linear.weight(), linear.out(), linear.in()));
    attributes.put("bias_" + layer, Tensor.of(linear.bias(), linear.out()));
  }

  private static String source(MlpWeights encoder, Map<String, Tensor> attributes) {
    StringBuilder names = new StringBuilder();
    StringBuilder types = new StringBuilder();
    for (String name : attributes.keySet()) {
      names.append('"').append(name).append("\", ");
      types.append("  ").append(name).append(" : Tensor\n");
    }
    StringBuilder source = new StringBuilder(HEADER.formatted(names, types));
    int depth = encoder.hidden().size();
    for (int layer = 0; layer < depth; layer++) {
      source.append(BLOCK.formatted(layer));
    }
    return source.append(OUTPUT.formatted(depth)).toString();
  }

  /** An instance of the class with the attributes as its state. */
  private static byte[] instance(Map<String, Tensor> attributes) {
    TorchPickle pickle = new TorchPickle();
    pickle.op(TorchPickle.PROTOCOL, 2);
    pickle.global("__torch__", "Encoder");
    pickle.op(TorchPickle.EMPTY_TUPLE, TorchPickle.NEW_OBJECT, TorchPickle.EMPTY_DICT);
    pickle.op(TorchPickle.MARK);
    pickle.text("training");
    pickle.op(TorchPickle.FALSE);
    int key = 0;
    for (Map.Entry<String, Tensor> attribute : attributes.entrySet()) {
      pickle.text(attribute.getKey());
      pickle.tensor(attribute.getValue(), key++);
    }
    pickle.op(TorchPickle.SET_ITEMS, TorchPickle.BUILD, TorchPickle.STOP);
    return pickle.bytes();
  }

  private static byte[] noConstants() {
    TorchPickle pickle = new TorchPickle();
    pickle.op(TorchPickle.PROTOCOL, 2, TorchPickle.EMPTY_TUPLE, TorchPickle.STOP);
    return pickle.bytes();
  }
}
