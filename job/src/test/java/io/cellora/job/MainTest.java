package io.cellora.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

  private static final int JAVA_8 = 52;
  private static final int JAVA_17 = 61;

  @Test
  void theDoorOpensOnJava8AndTheRestIsForJava17() throws IOException {
    assertThat(classFileVersion("Main")).isEqualTo(JAVA_8);
    assertThat(classFileVersion("cli/Cellora")).isEqualTo(JAVA_17);
  }

  @ParameterizedTest
  @CsvSource({"1.8, 8", "9, 9", "11, 11", "17, 17", "21, 21", "21.1, 21"})
  void everyJavaIsKnownByItsNumber(String specification, int number) {
    assertThat(Main.feature(specification)).isEqualTo(number);
  }

  @Test
  void anOldJavaIsToldWhatToSet() {
    assertThat(Main.tooOld("1.8", "/usr/lib/jvm/zulu8"))
        .startsWith(
            "Cannot run Cellora on Java 8 (it needs Java 17, on the driver and on every executor):"
                + " /usr/lib/jvm/zulu8")
        .contains("JNAME=zulu17-ca-amd64", "-java17", "spark.executorEnv.JAVA_HOME");
  }

  @Test
  void theDoorLeadsToTheCommandLine() throws Throwable {
    String key = "spark.submit.deployMode";
    System.setProperty(key, "client");
    try {
      // would exit, and end the tests, if it failed
      Main.main(new String[] {"--version"});
    } finally {
      System.clearProperty(key);
    }
  }

  /** The class file's format: 52 for Java 8, 61 for Java 17. */
  private static int classFileVersion(String name) throws IOException {
    try (DataInputStream file =
        new DataInputStream(Main.class.getResourceAsStream(name + ".class"))) {
      file.readInt();
      file.readUnsignedShort();
      return file.readUnsignedShort();
    }
  }
}
