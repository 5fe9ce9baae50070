package io.cellora.job.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In YARN's cluster mode, where only an exception tells the application master why. */
class EndingTest {

  @BeforeEach
  void runUnderTheApplicationMaster() {
    System.setProperty("spark.submit.deployMode", "cluster");
    System.setProperty("spark.master", "yarn");
  }

  @AfterEach
  void runByItselfAgain() {
    System.clearProperty("spark.submit.deployMode");
    System.clearProperty("spark.master");
  }

  @Test
  void aFailureIsToldAsTheLineThatTheUserIsShown() {
    assertThatThrownBy(() -> Cellora.main(new String[] {"tables", "--out", "/not/there"}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot finish with exit code 0"
                + " (Cannot read input (no such file or folder): /not/there): 1");
  }

  @Test
  void wrongUsageIsToldTogether() {
    assertThatThrownBy(() -> Cellora.main(new String[] {"tables", "--out", "any", "--nonsense"}))
        .hasMessageMatching("Cannot finish with exit code 0 \\(.*--nonsense.*\\): 2");
  }

  @Test
  void successReturns() {
    Cellora.main(new String[] {"--version"});
  }
}
