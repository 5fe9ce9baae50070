package io.cellora.job.config;

import java.util.Locale;

/** The rungs of the ladder of frozen baselines: what is learnt without moving the encoder. */
public enum BaselineHead {
  /** The most frequent class for every cell. */
  MAJORITY,
  /** The nearest class mean of the embeddings, by cosine. */
  CENTROID,
  /** The vote of the 50 nearest training cells. */
  KNN50,
  /** Multinomial logistic regression on the embeddings. */
  LOGISTIC,
  /** The same with the classes' frequencies taken out. */
  LOGISTIC_ADJUSTED,
  /** The head of the arms, trained alone. */
  MLP_FROZEN,
  /** Multinomial logistic regression on the genes, without the encoder. */
  LOGISTIC_GENES;

  /** The name in the column head. */
  public String head() {
    return name().toLowerCase(Locale.ROOT);
  }
}
