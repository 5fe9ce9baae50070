package io.cellora.lora;

import java.io.Serializable;
import java.util.List;

/** What gives a vector (an embedding, or what another model made of it) class probabilities. */
public interface ProbabilityModel extends Serializable {

  /** The classes, in the order of their probabilities. */
  List<String> labels();

  /** Probabilities of the classes [classes]. */
  double[] probabilities(double[] vector);
}
