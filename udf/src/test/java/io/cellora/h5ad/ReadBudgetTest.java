package io.cellora.h5ad;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReadBudgetTest {

  private final ReadBudget budget = new ReadBudget(1000);

  private void spend(int reads, long bytes) throws IOException {
    for (int i = 0; i < reads; i++) {
      budget.admit(0, bytes);
    }
  }

  @Test
  void refusesWhatLiesOutsideTheFile() throws IOException {
    budget.admit(0, 1000);
    budget.admit(1000, 0);
    for (long[] range : new long[][] {{0, 1001}, {999, 2}, {-1, 1}, {0, -1}, {1, Long.MAX_VALUE}}) {
      assertThatThrownBy(() -> budget.admit(range[0], range[1]))
          .isInstanceOf(IOException.class)
          .hasMessage("%d bytes wanted at %d, the file ends at 1000".formatted(range[1], range[0]));
    }
  }

  @Test
  void refusesToReadTheSameBytesForEver() {
    assertThatThrownBy(() -> spend(1 << 16, 1000))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("references lead in a circle: ")
        .hasMessageEndingWith(" bytes read of 1000");
    budget.restart();
    assertThatThrownBy(() -> spend(2 << 20, 0))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("references lead in a circle: ");
  }

  @Test
  void everyOperationHasABudgetOfItsOwn() {
    for (int operation = 0; operation < 100; operation++) {
      budget.restart();
      assertThatCode(() -> spend(10_000, 1000)).doesNotThrowAnyException();
    }
  }
}
