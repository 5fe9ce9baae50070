package io.cellora.job.train;

import io.cellora.lora.GradientSum;
import io.cellora.lora.TrainableParameters;

/** Where gradients and validation counts come from: blocks on a cluster, or a test's formula. */
public interface Gradients {

  /** For a training that has no step left: asks for nothing, so answers nothing. */
  Gradients NONE =
      new Gradients() {
        @Override
        public int stepsPerEpoch() {
          return 1;
        }

        @Override
        public GradientSum.Mean mean(TrainableParameters parameters, int epoch, int step) {
          throw new IllegalStateException("Cannot take a step (training has ended)");
        }

        @Override
        public GradientSum.Mean meanOfHead(TrainableParameters parameters, int epoch, int step) {
          return mean(parameters, epoch, step);
        }

        @Override
        public Validation validate(TrainableParameters parameters) {
          throw new IllegalStateException("Cannot validate (training has ended)");
        }
      };

  /** Steps in which every training cell is seen once. */
  int stepsPerEpoch();

  /** The mean over the cells of a step; epoch and step are counted from 0. */
  GradientSum.Mean mean(TrainableParameters parameters, int epoch, int step);

  /** The same for the head alone, while no adapter has moved: the adapters' gradient is 0. */
  GradientSum.Mean meanOfHead(TrainableParameters parameters, int epoch, int step);

  /** What is predicted for the validation cells. */
  Validation validate(TrainableParameters parameters);
}
