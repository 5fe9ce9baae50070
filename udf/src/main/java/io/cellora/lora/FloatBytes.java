package io.cellora.lora;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Float32 values as they go over the wire, little-endian: copied at once, where Java's own
 * serialisation writes them one by one.
 */
record FloatBytes(byte[] bytes) implements Serializable {

  static FloatBytes of(float[] values) {
    ByteBuffer buffer = buffer(new byte[Math.multiplyExact(Float.BYTES, values.length)]);
    buffer.asFloatBuffer().put(values);
    return new FloatBytes(buffer.array());
  }

  float[] floats() {
    float[] values = new float[bytes.length / Float.BYTES];
    buffer(bytes).asFloatBuffer().get(values);
    return values;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
