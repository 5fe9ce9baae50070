package io.cellora.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

/** Numbers by scikit-learn's roc_auc_score; more of them in the evaluation's own oracle. */
class ScoredCellsTest {

  private static final float[] SCORES = {0.1f, 0.4f, 0.35f, 0.8f, 0.4f, 0f, -0f, 1f};
  private static final boolean[] POSITIVE = {false, false, true, true, true, true, false, true};

  @Test
  void tiesCountHalfAndBothZerosAreOne() {
    assertThat(cells(0, 8).auroc()).isEqualTo(11 / 15.0);
  }

  @Test
  void partsInAnyOrderGiveTheWhole() throws Exception {
    ScoredCells parts = sent(cells(5, 8));
    parts.addAll(new ScoredCells());
    parts.addAll(sent(cells(0, 5)));
    assertThat(parts.auroc()).isEqualTo(11 / 15.0);
  }

  @Test
  void growsPastItsFirstArray() {
    ScoredCells many = new ScoredCells();
    for (int i = 0; i < 1000; i++) {
      many.add(i / 1000f, i % 10 == 9);
    }
    // A positive has i / 10 tens of nine lesser negatives and the nine before it.
    assertThat(many.auroc()).isEqualTo(0.505);
  }

  @Test
  void isUndefinedWithoutBothKindsOrWithoutAProbability() throws Exception {
    assertThat(new ScoredCells().auroc()).isNaN();
    assertThat(cells(2, 3).auroc()).isNaN();
    assertThat(cells(0, 2).auroc()).isNaN();
    ScoredCells broken = cells(0, 8);
    broken.add(Float.NaN, true);
    assertThat(sent(broken).auroc()).isNaN();
  }

  private static ScoredCells cells(int from, int to) {
    ScoredCells cells = new ScoredCells();
    for (int i = from; i < to; i++) {
      cells.add(SCORES[i], POSITIVE[i]);
    }
    return cells;
  }

  private static ScoredCells sent(ScoredCells cells) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(cells);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (ScoredCells) in.readObject();
    }
  }
}
