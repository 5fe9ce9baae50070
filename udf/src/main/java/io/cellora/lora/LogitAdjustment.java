package io.cellora.lora;

import java.util.List;

/**
 * Another model's probabilities with the classes' frequencies taken out after training: the softmax
 * of log p - tau * log prior (2007.07314).
 *
 * @param prior shares of the classes that the other model was trained on
 */
public record LogitAdjustment(ClassShares prior, double tau) implements ProbabilityModel {

  @Override
  public List<String> labels() {
    return prior.labels();
  }

  /** Takes the other model's probabilities [classes]; a class without any stays without. */
  @Override
  public double[] probabilities(double[] vector) {
    double[] scores = new double[vector.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = StrictMath.log(vector[i]) - tau * StrictMath.log(prior.shares()[i]);
    }
    return ClassifierHead.softmax(scores);
  }
}
