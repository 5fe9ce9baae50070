import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Packs torch's natives as jars without a classifier, so that CPU or GPU is a choice of jars. What DJL's
 * jar holds is taken over as it is, compressed: packing 450 MB anew would take longer than the rest of
 * the build. Run by udf/pom.xml:
 *
 * <pre>java NativesJars.java VERSION TIMESTAMP NATIVE_CPU_JAR JNI_JAR ROOT TARGET</pre>
 */
final class NativesJars {

  private static final String JNI = "jnilib/linux-x86_64/%s/libdjl_torch.so";

  private final String version;
  private final FileTime time;
  private final Path jni;
  private final Path root;
  private final Path target;

  private NativesJars(String version, FileTime time, Path jni, Path root, Path target) {
    this.version = version;
    this.time = time;
    this.jni = jni;
    this.root = root;
    this.target = target;
  }

  public static void main(String[] args) throws IOException {
    NativesJars jars =
        new NativesJars(
            args[0],
            FileTime.from(Instant.parse(args[1])),
            Path.of(args[3]),
            Path.of(args[4]),
            Path.of(args[5]));
    jars.pack("cpu", Path.of(args[2]));
    jars.pack("cu128", null);
  }

  /** One jar; libtorch comes from another jar, or from a folder of the machine if there is none. */
  private void pack(String flavor, Path libtorch) throws IOException {
    Path made = target.resolve("cellora-natives-" + flavor + ".tmp");
    Files.deleteIfExists(made);
    if (libtorch != null) {
      Files.copy(libtorch, made);
    }
    try (FileSystem jar =
        FileSystems.newFileSystem(made, Map.of("create", Boolean.toString(libtorch == null)))) {
      remove(jar.getPath("META-INF"));
      manifest(jar, flavor);
      fromJni(jar, "jnilib/pytorch.properties");
      fromJni(jar, String.format(JNI, flavor));
      stamp(jar);
    }
    Files.move(
        made,
        target.resolve("cellora-natives-" + flavor + "-" + version + ".jar"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void manifest(FileSystem jar, String flavor) throws IOException {
    Path folder = Files.createDirectories(jar.getPath("META-INF"));
    String title = "Cellora's natives of torch, " + flavor;
    Files.writeString(
        folder.resolve("MANIFEST.MF"),
        String.join(
            "\r\n",
            "Manifest-Version: 1.0",
            "Implementation-Title: " + title,
            "Implementation-Version: " + version,
            "",
            ""));
    for (String name : List.of("LICENSE", "NOTICE", "licenses/pytorch.txt")) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.copy(root.resolve(name), folder.resolve(name));
    }
  }

  private void fromJni(FileSystem jar, String name) throws IOException {
    try (FileSystem from = FileSystems.newFileSystem(jni)) {
      Path to = jar.getPath(name);
      Files.createDirectories(to.getParent());
      Files.copy(from.getPath(name), to);
    }
  }

  /** What was written here gets the build's time; what was taken over keeps its own. */
  private void stamp(FileSystem jar) throws IOException {
    for (String top : List.of("META-INF", "jnilib")) {
      List<Path> all;
      try (Stream<Path> found = Files.walk(jar.getPath(top))) {
        all = found.toList();
      }
      for (Path path : all) {
        Files.getFileAttributeView(path, BasicFileAttributeView.class).setTimes(time, time, time);
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted((a, b) -> b.getNameCount() - a.getNameCount()).toList()) {
        Files.delete(path);
      }
    }
  }
}
