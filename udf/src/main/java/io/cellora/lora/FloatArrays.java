package io.cellora.lora;

import scala.collection.Seq;

/** Arrays of floats as Spark hands them to a function. */
final class FloatArrays {

  private FloatArrays() {}

  static float[] of(Seq<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.apply(i);
    }
    return floats;
  }
}
