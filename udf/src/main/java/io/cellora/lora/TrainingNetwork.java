package io.cellora.lora;

import io.cellora.encoder.DecoderReference;
import io.cellora.encoder.EncoderReference;
import java.io.Serializable;

/** The frozen networks of a training, as tasks are sent them. */
public record TrainingNetwork(EncoderReference encoder, DecoderReference decoder)
    implements Serializable {

  public TrainingNetwork {
    encoder = encoder.exact();
  }

  /** An encoder without a decoder: no reconstruction loss. */
  public static TrainingNetwork of(EncoderReference encoder) {
    return new TrainingNetwork(encoder, DecoderReference.NONE);
  }
}
