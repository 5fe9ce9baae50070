package io.cellora.weights;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pickle machine that builds plain data and whatever its {@link Globals} allow, and runs nothing.
 *
 * <p>Numbers become {@code Long}, {@code BigInteger} or {@code Double}, lists and dicts their Java
 * twins, tuples {@link Tuple}. Every opcode that could reach another class is refused by that
 * class's name.
 */
final class RestrictedUnpickler {

  /** A Python tuple. */
  record Tuple(List<Object> items) {}

  /** A name that a pickle asks for; it stands for something only where {@link Globals} says so. */
  record Global(String module, String name) {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  /** What the names in a pickle may do. */
  interface Globals {
    boolean allows(Global global);

    Object call(Global global, List<Object> arguments);

    Object persistent(Object id);
  }

  /** A pickle asks for something that this machine does not do. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
      super(why);
    }
  }

  private static final int HIGHEST_PROTOCOL = 5;
  private static final Object MARK = new Object();

  private final PickleBytes bytes;
  private final Globals globals;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  private RestrictedUnpickler(ByteBuffer pickle, Globals globals) {
    this.bytes = new PickleBytes(pickle);
    this.globals = globals;
  }

  /** Returns what the pickle holds, or throws {@link RefusedException} with the reason. */
  static Object load(ByteBuffer pickle, Globals globals) {
    try {
      return new RestrictedUnpickler(pickle, globals).run();
    } catch (BufferUnderflowException e) {
      throw new RefusedException("its pickle ends early");
    } catch (IndexOutOfBoundsException | ClassCastException | NumberFormatException e) {
      throw new RefusedException("its pickle is malformed");
    }
  }

  private Object run() {
    while (true) {
      int opcode = bytes.u1();
      if (opcode == '.') {
        return pop();
      }
      if (!(number(opcode) || text(opcode) || container(opcode) || memo(opcode) || call(opcode))) {
        refuse(opcode);
      }
    }
  }

  private boolean number(int opcode) {
    switch (opcode) {
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'I' -> push(decimal(bytes.line()));
      case 'L' -> push(decimal(bytes.line().replaceFirst("L$", "")));
      case 'J' -> push((long) bytes.i4());
      case 'K' -> push((long) bytes.u1());
      case 'M' -> push((long) bytes.u2());
      case 0x8a -> push(bytes.integer(bytes.u1()));
      case 0x8b -> push(bytes.integer(bytes.i4()));
      case 'F' -> push(Double.parseDouble(bytes.line()));
      case 'G' -> push(bytes.bigEndianDouble());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean text(int opcode) {
    switch (opcode) {
      case 'X' -> push(bytes.text(bytes.u4()));
      case 0x8c -> push(bytes.text(bytes.u1()));
      case 0x8d -> push(bytes.text(bytes.i8()));
      case 'T' -> push(bytes.text(bytes.i4()));
      case 'U' -> push(bytes.text(bytes.u1()));
      case 'B' -> push(bytes.take(bytes.u4()));
      case 'C' -> push(bytes.take(bytes.u1()));
      case 0x8e -> push(bytes.take(bytes.i8()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) {
    switch (opcode) {
      case '(' -> push(MARK);
      case ']' -> push(new ArrayList<>());
      case '}' -> push(new LinkedHashMap<>());
      case ')' -> push(new Tuple(List.of()));
      case 'l' -> push(popToMark());
      case 'd' -> push(entries(new LinkedHashMap<>(), popToMark()));
      case 't' -> push(new Tuple(popToMark()));
      case 0x85 -> push(new Tuple(popLast(1)));
      case 0x86 -> push(new Tuple(popLast(2)));
      case 0x87 -> push(new Tuple(popLast(3)));
      case 'a' -> append(popLast(1));
      case 'e' -> append(popToMark());
      case 's' -> setItems(popLast(2));
      case 'u' -> setItems(popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memo(int opcode) {
    switch (opcode) {
      case 0x80 -> protocol(bytes.u1());
      case 0x95 -> bytes.i8();
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> push(top());
      case 'p' -> memo.put(Long.parseLong(bytes.line()), top());
      case 'q' -> memo.put((long) bytes.u1(), top());
      case 'r' -> memo.put(bytes.u4(), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'g' -> push(remembered(Long.parseLong(bytes.line())));
      case 'h' -> push(remembered(bytes.u1()));
      case 'j' -> push(remembered(bytes.u4()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean call(int opcode) {
    switch (opcode) {
      case 'c' -> push(allowed(new Global(bytes.line(), bytes.line())));
      case 0x93 -> {
        List<Object> name = popLast(2);
        push(allowed(new Global(as(String.class, name.get(0)), as(String.class, name.get(1)))));
      }
      case 'i' -> throw calls(new Global(bytes.line(), bytes.line()));
      case 'R' -> {
        List<Object> call = popLast(2);
        push(globals.call(as(Global.class, call.get(0)), as(Tuple.class, call.get(1)).items()));
      }
      case 'b' -> build(popLast(1).get(0));
      case 'Q' -> push(globals.persistent(pop()));
      case 'P' -> push(globals.persistent(bytes.line()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void refuse(int opcode) {
    switch (opcode) {
      case 'o', 0x81, 0x92 -> throw new RefusedException("its pickle makes an object");
      case 0x82, 0x83, 0x84 -> throw new RefusedException("its pickle calls an extension");
      default -> throw new RefusedException("its pickle has opcode 0x%02x".formatted(opcode));
    }
  }

  private void protocol(int protocol) {
    if (protocol > HIGHEST_PROTOCOL) {
      throw new RefusedException("its pickle has protocol " + protocol);
    }
  }

  private Global allowed(Global global) {
    if (!globals.allows(global)) {
      throw calls(global);
    }
    return global;
  }

  private static RefusedException calls(Global global) {
    return new RefusedException("its pickle calls %s, which is not a tensor".formatted(global));
  }

  /** A dict carries no state that matters here; state on anything else could be code. */
  private void build(Object state) {
    if (!(top() instanceof Map) || !(state instanceof Map)) {
      throw new RefusedException("its pickle sets the state of what is no dict");
    }
  }

  private static Object decimal(String digits) {
    // the two booleans of protocols 0 and 1
    return switch (digits) {
      case "00" -> false;
      case "01" -> true;
      default -> Long.parseLong(digits);
    };
  }

  /** A cast that lets no null through. */
  static <T> T as(Class<T> type, Object value) {
    if (value == null) {
      throw new ClassCastException();
    }
    return type.cast(value);
  }

  private Object remembered(long key) {
    if (!memo.containsKey(key)) {
      throw new RefusedException("its pickle is malformed");
    }
    return memo.get(key);
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> items) {
    as(List.class, top()).addAll(items);
  }

  @SuppressWarnings("unchecked")
  private void setItems(List<Object> items) {
    entries(as(Map.class, top()), items);
  }

  private static Map<Object, Object> entries(Map<Object, Object> map, List<Object> items) {
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      // a tuple may nest deeper than the stack of hashCode
      if (!(key == null
          || key instanceof String
          || key instanceof Number
          || key instanceof Boolean)) {
        throw new RefusedException("its pickle has a dict key that is no text or number");
      }
      map.put(key, items.get(i + 1));
    }
    return map;
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() {
    return popLast(1).get(0);
  }

  private Object top() {
    return notMark(stack.get(stack.size() - 1));
  }

  private List<Object> popLast(int count) {
    List<Object> tail = stack.subList(stack.size() - count, stack.size());
    tail.forEach(RestrictedUnpickler::notMark);
    List<Object> popped = new ArrayList<>(tail);
    tail.clear();
    return popped;
  }

  private List<Object> popToMark() {
    int mark = stack.size() - 1;
    while (stack.get(mark) != MARK) {
      mark--;
    }
    List<Object> tail = stack.subList(mark + 1, stack.size());
    List<Object> popped = new ArrayList<>(tail);
    tail.clear();
    stack.remove(mark);
    return popped;
  }

  private static Object notMark(Object value) {
    if (value == MARK) {
      throw new IndexOutOfBoundsException();
    }
    return value;
  }
}
