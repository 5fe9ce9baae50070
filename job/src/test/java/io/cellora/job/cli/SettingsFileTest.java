package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cellora.LocalDisk;
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
  void aPathThatIsNotHereIsLookedForOnTheDefaultFileSystemAsAllOthersAre() {
    conf.set("spark.hadoop.fs.defaultFS", "elsewhere:///");
    conf.set("spark.hadoop.fs.elsewhere.impl", Elsewhere.class.getName());

    assertThat(new SettingsFile(conf).local(Elsewhere.ROOT + file)).hasSameTextualContentAs(file);
    assertThat(new SettingsFile(conf).local(Elsewhere.ROOT + "/none.conf")).doesNotExist();
  }

  @Test
  void aUrlThatCannotBeReadIsNamed() {
    String url = folder.resolve("none.conf").toUri().toString();

    assertThatThrownBy(() -> new SettingsFile(conf).local(url))
        .hasMessageStartingWith("Cannot read settings (")
        .hasMessageEndingWith("): " + url);
  }

  /** This disk, also below a folder that it lacks, which only a configuration can open. */
  public static final class Elsewhere extends LocalDisk {

    static final String ROOT = "/not-on-this-disk";

    public Elsewhere() {
      super("elsewhere");
    }

    @Override
    public java.io.File pathToFile(org.apache.hadoop.fs.Path path) {
      return new java.io.File(super.pathToFile(path).getPath().replaceFirst("^" + ROOT, ""));
    }
  }
}
