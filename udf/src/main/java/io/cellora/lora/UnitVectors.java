package io.cellora.lora;

/** Vectors of length 1, in double precision. */
final class UnitVectors {

  private UnitVectors() {}

  /** The vector brought to length 1; one of zeros has no direction and stays one. */
  static double[] unit(double[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    double[] unit = vector.clone();
    for (int i = 0; length > 0 && i < unit.length; i++) {
      unit[i] /= length;
    }
    return unit;
  }

  static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
