package io.cellora.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

  private static final byte[] ENCODER = Fixtures.bytes("encoder.safetensors");

  @Test
  void twinHoldsWhatTheCheckpointHolds() {
    NamedTensors twin = read(ENCODER);
    assertThat(twin)
        .isEqualTo(Fixtures.checkpoint(Fixtures.bytes("scimilarity_small/encoder.ckpt")));
  }

  @Test
  void writesTheBytesThatThePythonLibraryWrites() {
    NamedTensors unsorted = Fixtures.checkpoint(Fixtures.bytes("scimilarity_small/encoder.ckpt"));
    assertThat(Fixtures.written(out -> Safetensors.write(out, unsorted, Map.of("format", "pt"))))
        .isEqualTo(ENCODER);
  }

  @Test
  void doublesKeepEveryBitWhereTheyAreAskedFor() throws IOException {
    byte[] python = Fixtures.bytes("doubles.safetensors");
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("values", Tensor.of(new float[] {0.1f, 2.5f}, 2));
    double[] moments = {1 / 3.0, -0.0, 5e-324, 1e300, 0.1, -1e-17};
    tensors.put("moments", Tensor.ofDoubles(moments, 2, 3));
    tensors.put("steps", Tensor.ofLongs(new long[] {7, 8, 9}, 3));
    NamedTensors ours = NamedTensors.of(tensors);

    assertThat(Fixtures.written(out -> Safetensors.write(out, ours, Map.of()))).isEqualTo(python);
    NamedTensors exact = Safetensors.readExact(new ByteArrayInputStream(python), "python");
    assertThat(exact).isEqualTo(ours);
    assertThat(exact.get("moments").doubles()).containsExactly(moments);
    assertThat(read(python).get("moments").floats()[0]).isEqualTo((float) (1 / 3.0));
    assertThatThrownBy(() -> exact.get("moments").floats())
        .hasMessage("Cannot read a tensor as floats (wrong dtype): FLOAT64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[2,2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]}}",
        "{\"__metadata__\":{\"x\":\"y\"},\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}"
      })
  void readsTheOtherDtypes(String header) {
    assertThat(read(file(header, 8)).get("a").size()).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[0,8]}}|a is of dtype I32",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|that its bytes do not fill",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999,99999,99999,99999],\"data_offsets\":[0,8]}}|do not fill",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|impossible size or offset",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9000000000]}}|impossible size",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|leaves a gap or overlaps",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|8 bytes, expected 4",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}|8 bytes, expected 16",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}|lacks shape or data_offsets",
        "{\"a\":1,\"a\":2}|is no JSON",
        "[]|expected a JSON object",
      })
  void refusesAndSaysWhy(String header, String why) {
    assertThatThrownBy(() -> read(file(header, 8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read safetensors test.safetensors (")
        .hasMessageContaining(why);
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < ENCODER.length; length++) {
      byte[] truncated = Arrays.copyOf(ENCODER, length);
      assertThatThrownBy(() -> read(truncated))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is truncated");
    }
  }

  @Test
  void noChangedHeaderMakesAnythingButARefusalOrTensors() {
    for (int at = 0; at < 1500; at++) {
      byte[] changed = ENCODER.clone();
      changed[at] ^= 0x15;
      Throwable thrown = catchThrowable(() -> read(changed));
      if (thrown != null) {
        assertThat(thrown).as("byte %d", at).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  private static NamedTensors read(byte[] bytes) {
    try {
      return Safetensors.read(new ByteArrayInputStream(bytes), "test.safetensors");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] file(String header, int data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }
}
