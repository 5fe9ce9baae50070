package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {

  @TempDir private Path folder;

  private Path file;
  private final SparkConf conf = new SparkConf(false);

  @BeforeEach
  void writeSettings() throws IOException {
    file = Files.writeString(folder.resolve("brain.conf"), "cellora.train.epochs = 3");
  }

  @Test
  void aFileOfThisDiskIsReadWhereItIs() {
    assertThat(new SettingsFile(conf).local(file.toString())).isEqualTo(file);
  }

  @Test
  void aUrlIsReadByHadoopWithTheConfigurationOfSpark() throws IOException {
    conf.set("spark.hadoop.fs.elsewhere.impl", Elsewhere.class.getName());

    Path copy = new SettingsFile(conf).local("elsewhere://" + file);

    assertThat(copy).hasSameTextualContentAs(file).isNotEqualTo(file).hasFileName("brain.conf");
  }

  @Test
  void aNameThatIsNotHereIsLookedForAmongTheFilesOfSparkSubmit() {
    conf.set("spark.files", "file:///other.conf," + file.toUri() + "#mine.conf");

    assertThat(new SettingsFile(conf).local("mine.conf")).hasSameTextualContentAs(file);
    assertThat(new SettingsFile(conf).local("brain.conf")).doesNotExist();
  }

  @Test
  void aUrlThatCannotBeReadIsNamed() {
    String url = folder.resolve("none.conf").toUri().toString();

    assertThatThrownBy(() -> new SettingsFile(conf).local(url))
        .hasMessageStartingWith("Cannot read settings (")
        .hasMessageEndingWith("): " + url);
  }

  /** A disk by another name, which only a configuration that names it can open. */
  public static final class Elsewhere extends org.apache.hadoop.fs.RawLocalFileSystem {
    @Override
    public java.net.URI getUri() {
      return java.net.URI.create("elsewhere:///");
    }
  }
}
