package io.cellora.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads and writes safetensors; the same tensors make the bytes that the Python library makes. */
public final class Safetensors {

  private static final int MAX_HEADER = 100_000_000;
  private static final String METADATA = "__metadata__";

  private Safetensors() {}

  private record Part(String tensor, Element element, int[] shape, long from, long to) {}

  /**
   * Reads the whole stream, at most 2 GiB.
   *
   * @param name what messages call the file
   * @throws IllegalArgumentException if header and data do not agree, with the reason
   */
  public static NamedTensors read(InputStream in, String name) throws IOException {
    return read(in, name, Element::read);
  }

  /** As {@link #read(InputStream, String)}, but F64 tensors stay doubles instead of floats. */
  public static NamedTensors readExact(InputStream in, String name) throws IOException {
    return read(in, name, Element::readExact);
  }

  @FunctionalInterface
  private interface Values {
    Tensor of(Element element, ByteBuffer source, StridedView view);
  }

  private static NamedTensors read(InputStream in, String name, Values values) throws IOException {
    String file = "safetensors " + name;
    ByteBuffer bytes = ByteBuffer.wrap(WholeFile.read(in, file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.capacity() < Long.BYTES) {
      throw Refusal.of(file, "is truncated", bytes.capacity() + " bytes");
    }
    long header = bytes.getLong(0);
    if (header < 2 || header > MAX_HEADER || header > bytes.capacity() - Long.BYTES) {
      throw Refusal.of(file, "is truncated or no safetensors", "a header of " + header + " bytes");
    }
    int start = Long.BYTES + (int) header;
    List<Part> parts = parts(Json.tree(bytes.array(), Long.BYTES, (int) header, file), file);
    ByteBuffer data = bytes.slice(start, bytes.capacity() - start).order(ByteOrder.LITTLE_ENDIAN);
    checkCover(parts, data.capacity(), file);
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Part part : parts) {
      tensors.put(part.tensor(), read(part, data, file, values));
    }
    return NamedTensors.of(tensors);
  }

  /** Writes the tensors in the Python library's order: the widest dtypes first, then by name. */
  public static void write(OutputStream out, NamedTensors tensors, Map<String, String> metadata)
      throws IOException {
    Map<String, Tensor> sorted = sorted(tensors);
    byte[] header = Json.compact(header(sorted, metadata)).getBytes(StandardCharsets.UTF_8);
    int padded = (header.length + 7) / 8 * 8;
    byte[] spaced = Arrays.copyOf(header, padded);
    Arrays.fill(spaced, header.length, padded, (byte) ' ');
    out.write(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).array());
    out.write(spaced);
    for (Tensor tensor : sorted.values()) {
      tensor.writeTo(out);
    }
  }

  private static List<Part> parts(JsonNode header, String file) {
    List<Part> parts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (!field.getKey().equals(METADATA)) {
        parts.add(part(field.getKey(), field.getValue(), file));
      }
    }
    parts.sort(Comparator.comparingLong(Part::from).thenComparing(Part::to));
    return parts;
  }

  private static Part part(String tensor, JsonNode entry, String file) {
    JsonNode shape = entry.path("shape");
    JsonNode offsets = entry.path("data_offsets");
    if (!shape.isArray() || offsets.size() != 2) {
      throw Refusal.of(file, "tensor " + tensor + " lacks shape or data_offsets", entry);
    }
    int[] sizes = new int[shape.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.toIntExact(whole(shape.get(i), tensor, file));
    }
    Element element = element(entry.path("dtype").asText(), tensor, file);
    return new Part(
        tensor,
        element,
        sizes,
        whole(offsets.get(0), tensor, file),
        whole(offsets.get(1), tensor, file));
  }

  private static long whole(JsonNode number, String tensor, String file) {
    if (!number.isIntegralNumber() || !number.canConvertToInt() || number.intValue() < 0) {
      throw Refusal.of(file, "tensor " + tensor + " has an impossible size or offset", number);
    }
    return number.intValue();
  }

  private static Element element(String dtype, String tensor, String file) {
    for (Element element : Element.values()) {
      if (element.name().equals(dtype)) {
        return element;
      }
    }
    throw Refusal.of(
        file,
        "tensor " + tensor + " is of dtype " + dtype,
        "float32, float64, float16, bfloat16 and int64 can be read");
  }

  private static void checkCover(List<Part> parts, int dataLength, String file) {
    long end = 0;
    for (Part part : parts) {
      if (part.from() != end || part.to() < part.from()) {
        throw Refusal.of(
            file, "tensor " + part.tensor() + " leaves a gap or overlaps", "offset " + part.from());
      }
      end = part.to();
    }
    if (end != dataLength) {
      throw Refusal.of(
          file, "is truncated or has bytes too many", dataLength + " bytes, expected " + end);
    }
  }

  private static Tensor read(Part part, ByteBuffer data, String file, Values values) {
    try {
      StridedView view = StridedView.contiguous(part.shape());
      if ((long) view.size() * part.element().bytes() == part.to() - part.from()) {
        ByteBuffer bytes = data.slice((int) part.from(), (int) (part.to() - part.from()));
        return values.of(part.element(), bytes.order(ByteOrder.LITTLE_ENDIAN), view);
      }
    } catch (ArithmeticException e) {
      // a shape whose product overflows fits no data: refused below
    }
    throw Refusal.of(
        file,
        "tensor " + part.tensor() + " has a shape that its bytes do not fill",
        Arrays.toString(part.shape()));
  }

  private static Map<String, Tensor> sorted(NamedTensors tensors) {
    Map<String, Tensor> sorted = new LinkedHashMap<>();
    Comparator<Map.Entry<String, Tensor>> widestFirst =
        Comparator.comparing(entry -> -entry.getValue().dtype().ordinal());
    tensors.asMap().entrySet().stream()
        .sorted(widestFirst.thenComparing(entry -> utf8(entry.getKey()), Arrays::compareUnsigned))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> header(
      Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(METADATA, new TreeMap<>(metadata));
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      long end = offset + (long) tensor.size() * tensor.dtype().bytes();
      Map<String, Object> part = new LinkedHashMap<>();
      part.put("dtype", Element.of(tensor.dtype()).name());
      part.put("shape", tensor.shape());
      part.put("data_offsets", new long[] {offset, end});
      header.put(entry.getKey(), part);
      offset = end;
    }
    return header;
  }
}
