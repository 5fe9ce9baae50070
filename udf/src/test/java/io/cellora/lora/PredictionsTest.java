package io.cellora.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cellora.weights.LocalFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionsTest {

  private static final List<String> LABELS = List.of("a", "b", "c");

  @Test
  void theMostLikelyClassComesFirstAndTiesGoToTheFirstLabel() {
    Row row = Predictions.append(RowFactory.create("cell"), LABELS, new double[] {0.25, 0.5, 0.25});
    assertThat(row.getString(1)).isEqualTo("b");
    assertThat((Float[]) row.get(2)).containsExactly(0.25f, 0.5f, 0.25f);
    assertThat((Row[]) row.get(3))
        .containsExactly(
            RowFactory.create("b", 0.5f),
            RowFactory.create("a", 0.25f),
            RowFactory.create("c", 0.25f));
    assertThat(row.getFloat(4)).isEqualTo(0.5f);
    assertThat(row.isNullAt(5)).isTrue();
  }

  @Test
  void probabilitiesAreTheSoftmaxOfTheHead() {
    ClassifierHead head =
        new ClassifierHead(
            List.of("a", "b"),
            new float[] {1, 0, 0, -1},
            new float[] {0, 0},
            new float[] {1, 1, 2, 0},
            new float[] {0.5f, 0});
    double[] p = head.probabilities(new double[] {1, 2});
    double odds = Math.exp(2) / Math.exp(1.5);
    assertThat(p[1]).isCloseTo(odds / (1 + odds), within(1e-12));
    assertThat(p[0] + p[1]).isCloseTo(1, within(1e-12));
  }

  @Test
  void aSavedHeadComesBackAsItWas(@TempDir Path folder) throws IOException {
    ClassifierHead head =
        new ClassifierHead(
            LABELS, new float[] {1, 2, 3, 4}, new float[] {5, 6}, new float[6], new float[3]);
    HeadFiles.write(new LocalFolder(folder), head);
    ClassifierHead loaded = HeadFiles.read(new LocalFolder(folder));
    assertThat(loaded.labels()).isEqualTo(LABELS);
    assertThat(loaded.w1()).containsExactly(1, 2, 3, 4);
    assertThat(loaded.b1()).containsExactly(5, 6);
  }

  @Test
  void shapesThatDoNotFitTheClassesAreRefused() {
    assertThatThrownBy(
            () ->
                new ClassifierHead(LABELS, new float[4], new float[2], new float[4], new float[3]))
        .hasMessageContaining("Invalid head: 4/2/4/3 values, expected shapes for 3 classes");
  }
}
