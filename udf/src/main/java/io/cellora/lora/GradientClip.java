package io.cellora.lora;

/** Clipping by the global norm, as torch.nn.utils.clip_grad_norm_ does it. */
public final class GradientClip {

  private GradientClip() {}

  /** Scales the gradient in place to at most this norm and answers the norm it had. */
  public static double clip(double[] gradient, double maxNorm) {
    double norm = Math.sqrt(FlatSums.squares(gradient));
    double scale = maxNorm / (norm + 1e-6);
    if (scale < 1) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= scale;
      }
    }
    return norm;
  }
}
