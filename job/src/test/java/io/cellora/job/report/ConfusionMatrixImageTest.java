package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfusionMatrixImageTest {

  private static final Caption CAPTION = new Caption("title", "subtitle");

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 11, 25, 80, 450})
  void nothingReachesOverTheEdge(int classes) throws IOException {
    BufferedImage image = draw(Matrices.of(classes));

    for (int x = 0; x < image.getWidth(); x++) {
      assertWhite(image, x, 0);
      assertWhite(image, x, image.getHeight() - 1);
    }
    for (int y = 0; y < image.getHeight(); y++) {
      assertWhite(image, 0, y);
      assertWhite(image, image.getWidth() - 1, y);
    }
  }

  @Test
  void longTitleWidensThePicture() throws IOException {
    Caption caption = new Caption("a long title ".repeat(20), "subtitle");
    byte[] png = ConfusionMatrixImage.png(Matrices.of(2), caption);

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isGreaterThan(4000);
    assertWhite(image, image.getWidth() - 1, 70);
  }

  @Test
  void sameMatrixGivesTheSameBytes() {
    assertThat(ConfusionMatrixImage.png(Matrices.of(11), CAPTION))
        .isEqualTo(ConfusionMatrixImage.png(Matrices.of(11), CAPTION));
  }

  @Test
  void colourOfACellIsItsShare() throws IOException {
    ConfusionMatrix matrix = Matrices.of(11);
    MatrixLayout at = MatrixLayout.of(matrix);
    BufferedImage image = draw(matrix);

    for (int row = 0; row < 11; row++) {
      for (int column = 0; column < 11; column++) {
        // near the corner, where no number stands
        int x = (int) ((at.left() + column * at.cell() + 4) * 2);
        int y = (int) ((at.top() + row * at.cell() + 4) * 2);
        assertThat(new Color(image.getRGB(x, y)))
            .as("row " + row + " column " + column)
            .isEqualTo(ShareColours.of(matrix.share(row, column)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 11, 25, 40})
  void namesAreWholeAndNumbersFitUpToFortyClasses(int classes) {
    ConfusionMatrix matrix = Matrices.of(classes);
    MatrixLayout at = MatrixLayout.of(matrix);
    Font font = Fonts.plain(MatrixLayout.numberSize(at.cell()));

    assertThat(at.names()).isEqualTo(matrix.classes());
    assertThat(Fonts.width(MatrixLayout.number(matrix.largestCount()), font)).isLessThan(at.cell());
    assertThat(at.nameEvery()).isEqualTo(1);
  }

  @Test
  void namesOfManyClassesAreCutInTheMiddleAndDoNotOverlap() {
    MatrixLayout at = MatrixLayout.of(Matrices.of(164));

    assertThat(at.names().get(0)).startsWith("L2/3-6 intra").contains("\u2026").endsWith("neuron");
    assertThat(at.nameEvery() * at.cell())
        .isGreaterThanOrEqualTo(MatrixLayout.nameFont(164).getSize2D());
  }

  @Test
  void everyOneOf150ClassesIsNamedInAPictureOfBearableSize() throws IOException {
    MatrixLayout at = MatrixLayout.of(Matrices.of(150));
    byte[] png = ConfusionMatrixImage.png(Matrices.of(150), CAPTION);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));

    assertThat(at.nameEvery()).isEqualTo(1);
    assertThat(at.cell()).isGreaterThanOrEqualTo(MatrixLayout.nameFont(150).getSize2D());
    assertThat(image.getWidth()).isBetween(3000, 5000);
    assertThat(image.getHeight()).isBetween(3000, 5000);
    assertThat(png.length).isLessThan(2_500_000);
  }

  @Test
  void withoutAFontTheErrorSaysWhatToInstall(@TempDir Path folder) throws Exception {
    Path config = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig></fontconfig>");
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.home=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            DrawWithoutFonts.class.getName(),
            folder.resolve("message").toString());
    java.environment().put("FONTCONFIG_FILE", config.toString());
    java.environment().put("DISPLAY", ":77");
    Process process =
        java.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("message"))
        .content()
        .startsWith("Cannot draw text (Java finds no font): install fontconfig and one font")
        .contains("apt-get install fontconfig fonts-dejavu-core");
  }

  /** Runs in a JVM of its own, where fontconfig knows no font and the display leads nowhere. */
  static final class DrawWithoutFonts {
    public static void main(String[] args) throws IOException {
      try {
        Fonts.require();
        Files.writeString(Path.of(args[0]), "a font was found");
      } catch (IllegalStateException e) {
        Files.writeString(Path.of(args[0]), e.getMessage());
      }
    }
  }

  private static BufferedImage draw(ConfusionMatrix matrix) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(ConfusionMatrixImage.png(matrix, CAPTION)));
  }

  private static void assertWhite(BufferedImage image, int x, int y) {
    assertThat(image.getRGB(x, y)).as("pixel %d, %d", x, y).isEqualTo(Color.WHITE.getRGB());
  }
}
