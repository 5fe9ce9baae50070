package io.cellora.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pickles written by hand, opcode by opcode, inside an honest zip. */
class RestrictedUnpicklerTest {

  private static final String TENSOR = "ctorch._utils\n_rebuild_tensor_v2\n";
  private static final String NO_HOOKS = "\u0089ccollections\nOrderedDict\n)R";

  @Test
  void readsAPlainTensor() {
    NamedTensors tensors =
        load(state(tensor(storage("0", 4), "K\0", "K\2K\2\u0086", "K\2K\1\u0086")));
    assertThat(tensors.get("w")).isEqualTo(Tensor.of(new float[] {0, 1, 2, 3}, 2, 2));
  }

  @Test
  void refusesShapesThatReachOutsideTheStorage() {
    refuses(
        tensor(storage("0", 4), "K\0", "K\3K\2\u0086", "K\2K\1\u0086"),
        "does not fit into storage 0");
    refuses(
        tensor(storage("0", 4), "K\1", "K\4\u0085", "K\1\u0085"), "does not fit into storage 0");
    refuses(
        tensor(storage("0", 4), "K\0", "K\2\u0085", "K\4\u0085"), "does not fit into storage 0");
    refuses(tensor(storage("0", 4), int4(-1), "K\1\u0085", "K\1\u0085"), "does not fit");
    refuses(tensor(storage("0", 4), "K\0", int4(-1) + "\u0085", "K\1\u0085"), "does not fit");
    refuses(tensor(storage("0", 4), "K\3", "K\2\u0085", int4(-1) + "\u0085"), "does not fit");
    refuses(tensor(storage("0", 4), "K\0", "K\1\u0085", ")"), "does not fit");
  }

  @Test
  void refusesSizesThatOverflowOrWouldFillTheMemory() {
    String huge = int4(Integer.MAX_VALUE);
    refuses(
        tensor(storage("0", 4), "K\0", huge + huge + huge + "\u0087", "K\0K\0K\0\u0087"),
        "does not fit");
    refuses(
        tensor(storage("0", 4), "K\0", int4(1 << 30) + "\u0085", "K\0\u0085"),
        "more than 4 times as large as the file");
  }

  /** Its text would need more stack than there is. */
  @Test
  void refusesStridesThatNestDeep() {
    String deep = ")" + "\u0085".repeat(100_000);
    refuses(tensor(storage("0", 4), "K\0", int4(-1) + "\u0085", deep), "its pickle is malformed");
  }

  @Test
  void refusesStoragesOfAnotherSizeOrNone() {
    refuses(
        tensor(storage("0", 3), "K\0", ")", ")"),
        "storage 0 has 16 bytes where its pickle counts 3 elements of 4 bytes");
    refuses(tensor(storage("9", 4), "K\0", ")", ")"), "storage 9 is missing from the zip");
  }

  @Test
  void refusesWhateverCouldMakeAnObject() {
    refuses("cos\nsystem\n", "its pickle calls os.system, which is not a tensor");
    refuses("}}\u0081", "its pickle makes an object");
    refuses("}}}\u0092", "its pickle makes an object");
    refuses("(}o", "its pickle makes an object");
    refuses("\u0082\1", "its pickle calls an extension");
    refuses("]}b", "its pickle sets the state of what is no dict");
    refuses("\u008f", "its pickle has opcode 0x8f");
    refuses(
        "ctorch\nFloatStorage\n)R", "its pickle calls torch.FloatStorage, which is not a tensor");
    refuses("ctorch\nload\n", "its pickle calls torch.load, which is not a tensor");
    refuses("\u0080\6", "its pickle has protocol 6");
    refuses("K\1K\2\u0086Q", "its pickle refers to something that is no storage");
  }

  @Test
  void refusesBrokenPickles() {
    refusesPickle("\u0080\2}q", "its pickle ends early");
    refuses("0", "its pickle is malformed");
    refuses("00000", "its pickle is malformed");
    refuses("h\7", "its pickle is malformed");
    refuses("R", "its pickle is malformed");
    refuses("NNR", "its pickle is malformed");
    refuses("Na", "its pickle is malformed");
    refuses("(K\1u", "its pickle is malformed");
    refuses("}]K\1s", "its pickle has a dict key that is no text or number");
    refuses("X\u00ff\u00ff\u00ff\u00ff", "its pickle ends early");
  }

  @Test
  void randomOpcodesNeverDoMoreThanRefuse() {
    Random random = new Random(5);
    String opcodes = ".(]})ldt\u0085\u0086\u0087aesuN\u0088\u0089KJ012qh\u0094cR\u0093bQioIL\n\1";
    for (int run = 0; run < 20_000; run++) {
      StringBuilder pickle = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        pickle.append(opcodes.charAt(random.nextInt(opcodes.length())));
      }
      Throwable thrown = catchThrowable(() -> load(pickle + "."));
      if (thrown != null) {
        assertThat(thrown).as(pickle.toString()).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  private static void refuses(String value, String why) {
    refusesPickle(state(value), why);
  }

  private static void refusesPickle(String pickle, String why) {
    assertThatThrownBy(() -> load(pickle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read checkpoint test.ckpt (")
        .hasMessageContaining(why);
  }

  private static String state(String value) {
    return "\u0080\2}" + text("w") + value + "s.";
  }

  private static String tensor(String storage, String offset, String shape, String strides) {
    return TENSOR + "(" + storage + offset + shape + strides + NO_HOOKS + "tR";
  }

  private static String storage(String key, int elements) {
    return "("
        + text("storage")
        + "ctorch\nFloatStorage\n"
        + text(key)
        + text("cpu")
        + int4(elements)
        + "tQ";
  }

  private static String text(String text) {
    return "X" + fourBytes(text.length()) + text;
  }

  private static String int4(int value) {
    return "J" + fourBytes(value);
  }

  private static String fourBytes(int value) {
    StringBuilder bytes = new StringBuilder();
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.append((char) (value >> shift & 0xff));
    }
    return bytes.toString();
  }

  private static NamedTensors load(String pickle) {
    Tensor storage = Tensor.of(new float[] {0, 1, 2, 3}, 4);
    byte[] zip =
        Fixtures.written(
            out -> {
              ByteArrayOutputStream buffer = new ByteArrayOutputStream();
              TorchZipWriter writer = new TorchZipWriter(buffer);
              writer.add("data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
              writer.add("data/0", storage::writeTo);
              writer.finish();
              buffer.writeTo(out);
            });
    return Fixtures.checkpoint(zip);
  }
}
