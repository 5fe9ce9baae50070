package io.cellora.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchCheckpointTest {

  private static final byte[] ENCODER = Fixtures.bytes("scimilarity_small/encoder.ckpt");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "strided.ckpt",
        "dtypes.ckpt",
        "bare.ckpt",
        "lightning.ckpt",
        "protocol4.ckpt",
        "big_endian.ckpt"
      })
  void readsTheValuesThatTorchReads(String file) {
    NamedTensors tensors = Fixtures.checkpoint(Fixtures.bytes("checkpoints/" + file));
    JsonNode expected = Fixtures.json("checkpoints_expected.json").get(file);
    assertThat(expected.fieldNames()).toIterable().containsExactlyElementsOf(tensors.names());
    for (String name : tensors.names()) {
      JsonNode values = expected.get(name).get("values");
      Tensor tensor = tensors.get(name);
      assertThat(Arrays.toString(tensor.shape()).replace(" ", ""))
          .isEqualTo(expected.get(name).get("shape").toString());
      if (tensor.dtype() == DType.INT64) {
        for (int i = 0; i < tensor.size(); i++) {
          assertThat(tensor.longs()[i]).isEqualTo(values.get(i).asLong());
        }
      } else {
        assertThat(tensor.floats()).as(name).isEqualTo(Fixtures.vector(values));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "evil_reduce.ckpt|its pickle calls posix.system, which is not a tensor",
        "evil_global.ckpt|its pickle calls os.system, which is not a tensor",
        "evil_stack_global.ckpt|its pickle calls builtins.eval, which is not a tensor",
        "evil_inst.ckpt|its pickle calls os.system, which is not a tensor",
        "int32.ckpt|it holds a torch.IntStorage; float32, float64, float16, bfloat16 and int64",
        "legacy.ckpt|is no torch zip checkpoint): re-save it with torch >= 1.6",
        "text_entry.ckpt|its entry name is no tensor",
        "torchscript.ckpt|it is a TorchScript program, and input is data, never code): save its",
      })
  void refusesAndSaysWhy(String file, String why) {
    assertThatThrownBy(() -> Fixtures.checkpoint(Fixtures.bytes("checkpoints/" + file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read checkpoint test.ckpt (")
        .hasMessageContaining(why);
  }

  @Test
  void whatItWritesItReads() {
    NamedTensors tensors =
        Fixtures.checkpoint(ENCODER)
            .with("empty", Tensor.of(new float[0], 0, 3))
            .with("größe", Tensor.ofLongs(new long[] {Long.MIN_VALUE, 5}, 2, 1));
    byte[] written = Fixtures.written(out -> TorchCheckpoint.write(out, tensors));
    NamedTensors back = Fixtures.checkpoint(written);
    assertThat(back).isEqualTo(tensors);
    assertThat(back.names()).containsExactlyElementsOf(tensors.names());
    assertThat(Fixtures.written(out -> TorchCheckpoint.write(out, back))).isEqualTo(written);
  }

  @Test
  void storagesStartAtMultiplesOf64Bytes() {
    NamedTensors tensors = NamedTensors.of(new LinkedHashMap<>());
    for (int size = 1; size < 40; size++) {
      float[] values = new float[size];
      Arrays.fill(values, 12345.678f + size);
      tensors = tensors.with("t" + size, Tensor.of(values, size));
    }
    NamedTensors all = tensors;
    String file = latin1(Fixtures.written(out -> TorchCheckpoint.write(out, all)));
    for (Tensor tensor : all.asMap().values()) {
      int start = file.indexOf(latin1(Fixtures.written(tensor::writeTo)));
      assertThat(start).isPositive();
      assertThat(start % 64).isZero();
    }
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < ENCODER.length; length++) {
      byte[] truncated = Arrays.copyOf(ENCODER, length);
      assertThatThrownBy(() -> Fixtures.checkpoint(truncated))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "(?s)Cannot read checkpoint test.ckpt \\((is truncated or damaged|is no torch zip).*");
    }
  }

  @Test
  void noChangedByteMakesAnythingButARefusalOrTheSameTensors() {
    NamedTensors tensors = Fixtures.checkpoint(ENCODER);
    for (int at = 0; at < ENCODER.length; at++) {
      byte[] changed = ENCODER.clone();
      changed[at] ^= (byte) 0xa5;
      Throwable thrown =
          catchThrowable(() -> assertThat(Fixtures.checkpoint(changed)).isEqualTo(tensors));
      if (thrown != null) {
        assertThat(thrown)
            .as("byte %d", at)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("Cannot read checkpoint test.ckpt (");
      }
    }
  }

  @Test
  void zipWithoutPickleIsNoCheckpoint() {
    byte[] zip =
        Fixtures.written(
            out -> {
              TorchZipWriter writer = new TorchZipWriter(out);
              writer.add("version", "3\n");
              writer.finish();
            });
    assertThatThrownBy(() -> Fixtures.checkpoint(zip))
        .hasMessageContaining("is a zip, but no torch checkpoint");
  }

  @Test
  void compressedEntriesAreRefused() {
    byte[] zip =
        Fixtures.written(
            out -> {
              ZipOutputStream deflating = new ZipOutputStream(out);
              deflating.putNextEntry(new ZipEntry("archive/data.pkl"));
              deflating.write(new byte[100]);
              deflating.finish();
            });
    assertThatThrownBy(() -> Fixtures.checkpoint(zip))
        .hasMessageContaining("a zip entry is compressed or encrypted, torch stores plainly");
  }

  @Test
  void twoEntriesOfOneNameAreRefused() {
    byte[] zip =
        latin1(ENCODER)
            .replace("encoder/data/1PK", "encoder/data/0PK")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Fixtures.checkpoint(zip))
        .hasMessageContaining("two zip entries have the same name): encoder/data/0");
  }

  /** Else a small file could ask for the checksum of a large entry once for each name. */
  @Test
  void entriesThatOverlapAreRefused() {
    byte[] zip =
        Fixtures.written(
            out -> {
              TorchZipWriter writer = new TorchZipWriter(out);
              writer.add("data.pkl", new byte[4000]);
              writer.add("data/0", new byte[1]);
              writer.add("data/1", new byte[1]);
              writer.finish();
            });
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int first = latin1(zip).indexOf("PK\1\2");
    for (int at = first; at >= 0; at = latin1(zip).indexOf("PK\1\2", at + 1)) {
      bytes.putInt(at + 16, bytes.getInt(first + 16));
      bytes.putInt(at + 20, 4000);
      bytes.putInt(at + 24, 4000);
      bytes.putInt(at + 42, bytes.getInt(first + 42));
    }
    assertThatThrownBy(() -> Fixtures.checkpoint(zip))
        .hasMessageContaining("is truncated or damaged): its zip entries overlap");
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
