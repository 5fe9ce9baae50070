package io.cellora.weights;

import io.cellora.weights.MlpWeights.HiddenBlock;
import io.cellora.weights.MlpWeights.Linear;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;

/** A network as training keeps it, BatchNorm unfolded; to and from upstream's state dicts. */
public record MlpState(List<RawBlock> hidden, Linear output) implements Serializable {

  /** The eps of torch's BatchNorm1d. */
  public static final double EPS = 1e-5;

  /** Linear, BatchNorm1d (four arrays of [out]) and PReLU of one hidden block. */
  public record RawBlock(
      Linear linear,
      float[] gamma,
      float[] beta,
      float[] runningMean,
      float[] runningVar,
      long numBatchesTracked,
      float slope)
      implements Serializable {

    /** Folds the BatchNorm with its running statistics, in double precision. */
    HiddenBlock fold() {
      float[] scale = new float[gamma.length];
      float[] shift = new float[gamma.length];
      for (int i = 0; i < gamma.length; i++) {
        double exact = gamma[i] / Math.sqrt(runningVar[i] + EPS);
        scale[i] = (float) exact;
        shift[i] = (float) (beta[i] - runningMean[i] * exact);
      }
      return new HiddenBlock(linear, scale, shift, slope);
    }
  }

  public MlpState {
    hidden = List.copyOf(hidden);
  }

  /**
   * Reads an encoder's state dict.
   *
   * @param file what messages call it
   * @throws IllegalArgumentException if tensors are missing, extra, misshapen or not finite
   */
  public static MlpState ofEncoder(NamedTensors state, String file) {
    return new MlpStateReader(MlpLayout.ENCODER, state, file).read();
  }

  /** Reads a decoder's state dict, as {@link #ofEncoder}. */
  public static MlpState ofDecoder(NamedTensors state, String file) {
    return new MlpStateReader(MlpLayout.DECODER, state, file).read();
  }

  /** Upstream's encoder state dict: its names in its order; the linears' own names are not used. */
  public NamedTensors encoderState() {
    return tensors(MlpLayout.ENCODER);
  }

  /** Upstream's decoder state dict. */
  public NamedTensors decoderState() {
    return tensors(MlpLayout.DECODER);
  }

  /** The network for inference; weights are shared, not copied. */
  public MlpWeights fold() {
    return new MlpWeights(hidden.stream().map(RawBlock::fold).toList(), output);
  }

  private NamedTensors tensors(MlpLayout layout) {
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < hidden.size(); i++) {
      RawBlock block = hidden.get(i);
      String norm = layout.norm(i);
      putLinear(tensors, layout.linear(i), block.linear());
      int width = block.linear().out();
      tensors.put(norm + ".weight", Tensor.of(block.gamma(), width));
      tensors.put(norm + ".bias", Tensor.of(block.beta(), width));
      tensors.put(norm + ".running_mean", Tensor.of(block.runningMean(), width));
      tensors.put(norm + ".running_var", Tensor.of(block.runningVar(), width));
      tensors.put(
          norm + ".num_batches_tracked", Tensor.ofLongs(new long[] {block.numBatchesTracked()}));
      tensors.put(layout.prelu(i) + ".weight", Tensor.of(new float[] {block.slope()}, 1));
    }
    putLinear(tensors, layout.output(hidden.size()), output);
    return NamedTensors.of(tensors);
  }

  private static void putLinear(LinkedHashMap<String, Tensor> tensors, String name, Linear linear) {
    tensors.put(name + ".weight", Tensor.of(linear.weight(), linear.out(), linear.in()));
    tensors.put(name + ".bias", Tensor.of(linear.bias(), linear.out()));
  }
}
