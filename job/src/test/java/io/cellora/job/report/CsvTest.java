package io.cellora.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class CsvTest {

  private static final StructType SCHEMA = StructType.fromDDL("a STRING, b BIGINT, c DOUBLE");

  @Test
  void quotesOnlyWhatNeedsItAndDoublesQuotes() {
    assertThat(Csv.text(SCHEMA, List.of(RowFactory.create("x, \"y\"\nz", 1L, 0.5))))
        .isEqualTo("a,b,c\r\n\"x, \"\"y\"\"\nz\",1,0.5\r\n");
    assertThat(Csv.text(SCHEMA, List.of(RowFactory.create("L2/3-6 neuron", 1L, 0.5))))
        .isEqualTo("a,b,c\r\nL2/3-6 neuron,1,0.5\r\n");
  }

  @Test
  void nullIsEmptyAndNumbersHaveAllDigitsButNoExponent() {
    assertThat(
            Csv.text(
                SCHEMA,
                List.of(RowFactory.create(null, null, 1.0 / 3), RowFactory.create("", 0L, 1e-7))))
        .isEqualTo("a,b,c\r\n,,0.3333333333333333\r\n,0,0.00000010\r\n");
    assertThat(Csv.text(SCHEMA, List.of(RowFactory.create("n", null, Double.NaN))))
        .endsWith("n,,NaN\r\n");
  }

  @Test
  void aLabelThatASpreadsheetWouldRunGetsAnApostrophe() {
    for (String label : List.of("=cmd|'/C calc'!A1", "+1", "-1", "@SUM(1)", "\t=1")) {
      assertThat(Csv.text(SCHEMA, List.of(RowFactory.create(label, -1L, -0.5))))
          .isEqualTo("a,b,c\r\n'" + label + ",-1,-0.5\r\n");
    }
    assertThat(Csv.text(SCHEMA, List.of(RowFactory.create("CD4+ T = naive", 1L, 0.5))))
        .startsWith("a,b,c\r\nCD4+ T = naive,");
  }

  @Test
  void numbersDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Csv.text(SCHEMA, List.of(RowFactory.create("n", 1234567L, 1234567.25))))
          .endsWith("n,1234567,1234567.25\r\n");
    } finally {
      Locale.setDefault(before);
    }
  }
}
