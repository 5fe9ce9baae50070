import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.Handle;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;
import org.apache.xbean.asm9.Type;

/**
 * Whether all that the classes of a jar call is there on a class path, by name and types, and whether they have
 * every method that is asked of them: what the JVM finds out only when it gets there. Run on Spark's jars,
 * for classes whose files match:
 *
 * <pre>java -cp "$SPARK_HOME/jars/*:cellora-job-all.jar" job/bench/CheckLinks.java cellora-job-all.jar '(io/cellora/(?!shaded)|io/jhdf/).*'
 * </pre>
 *
 * Prints what is missing, and exits with 1 if anything is.
 */
final class CheckLinks {

  private static final String CLASS = ".class";

  private final Set<String> missing = new TreeSet<>();
  private int calls;

  public static void main(String[] args) throws IOException {
    CheckLinks check = new CheckLinks();
    int classes = 0;
    try (ZipFile jar = new ZipFile(args[0])) {
      for (ZipEntry entry : jar.stream().toList()) {
        if (entry.getName().matches(args[1]) && entry.getName().endsWith(CLASS)) {
          try (InputStream in = jar.getInputStream(entry)) {
            check.read(in);
          }
          classes++;
        }
      }
    }
    check.missing.forEach(System.err::println);
    System.out.println(
        check.calls + " calls of " + classes + " classes, " + check.missing.size() + " not found");
    System.exit(check.missing.isEmpty() && check.calls > 0 ? 0 : 1);
  }

  private void read(InputStream in) throws IOException {
    ClassReader reader = new ClassReader(in);
    String name = reader.getClassName();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String method, String types, String signature, String[] exceptions) {
            return new Calls(name);
          }
        },
        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    complete(name);
  }

  /** A class that can be made must have every method. */
  private void complete(String name) {
    Class<?> type = load(name, name);
    try {
      concrete(name, type);
    } catch (LinkageError e) {
      missing.add(name + ": " + e);
    }
  }

  private void concrete(String name, Class<?> type) {
    if (type != null && !Modifier.isAbstract(type.getModifiers())) {
      Arrays.stream(type.getMethods())
          .filter(method -> Modifier.isAbstract(method.getModifiers()))
          .forEach(method -> missing.add(name + " has no " + method));
    }
  }

  private Class<?> load(String name, String user) {
    try {
      return Class.forName(
          Type.getObjectType(name).getClassName().replace('/', '.'),
          false,
          CheckLinks.class.getClassLoader().getParent());
    } catch (ClassNotFoundException | LinkageError e) {
      missing.add(user + " uses " + name + ": " + e);
      return null;
    }
  }

  private void called(String user, String owner, String name, String types) {
    if (owner.startsWith("[") || owner.startsWith("java/")) {
      return;
    }
    calls++;
    Class<?> type = load(owner, user);
    try {
      if (type != null && !has(type, name, types)) {
        missing.add(user + " calls " + owner + "." + name + types);
      }
    } catch (LinkageError e) {
      missing.add(user + " calls " + owner + "." + name + types + ": " + e);
    }
  }

  private static boolean has(Class<?> type, String name, String types) {
    if (name.equals("<init>")) {
      return Arrays.stream(type.getDeclaredConstructors())
          .anyMatch(constructor -> Type.getConstructorDescriptor(constructor).equals(types));
    }
    return Arrays.stream(type.getDeclaredMethods())
            .anyMatch(m -> m.getName().equals(name) && Type.getMethodDescriptor(m).equals(types))
        || above(type).anyMatch(parent -> has(parent, name, types));
  }

  private static Stream<Class<?>> above(Class<?> type) {
    Stream<Class<?>> parent =
        type.isInterface() ? Stream.of(Object.class) : Stream.ofNullable(type.getSuperclass());
    return Stream.concat(parent, List.of(type.getInterfaces()).stream());
  }

  /** The calls of one method, also those that lambdas stand for. */
  private final class Calls extends MethodVisitor {

    private final String user;

    private Calls(String user) {
      super(Opcodes.ASM9);
      this.user = user;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String types, boolean isInterface) {
      called(user, owner, name, types);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String types) {
      load(owner, user);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String types, Handle bootstrap, Object... arguments) {
      for (Object argument : arguments) {
        if (argument instanceof Handle handle && handle.getTag() > Opcodes.H_PUTSTATIC) {
          called(user, handle.getOwner(), handle.getName(), handle.getDesc());
        }
      }
    }
  }
}
