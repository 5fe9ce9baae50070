package io.cellora.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CelloraCatalogTest extends FunctionTestBase {

  static Stream<CelloraFunction> functions() {
    CatalogOptions options = new CatalogOptions("cellora", CaseInsensitiveStringMap.empty());
    return CelloraFunctions.of(new CatalogModel(options)).values().stream();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyExampleRuns(CelloraFunction function) {
    assertThat(function.text().example()).contains("cellora." + function.name() + "(");
    assertThat(sql(function.text().example())).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyFunctionIsDescribedWithItsExample(CelloraFunction function) {
    String described = text(sql("DESCRIBE FUNCTION cellora." + function.name()));
    assertThat(described)
        .contains("Function: " + function.name())
        .contains("Usage: " + function.text().signature() + " - " + function.text().meaning())
        .contains("Example: " + function.text().example());
    assertThat(text(sql("DESCRIBE FUNCTION EXTENDED cellora." + function.name())))
        .contains("Examples:")
        .contains("> " + function.text().example() + ";");
    assertThat(function.description())
        .contains(function.text().usage())
        .contains(function.text().example());
  }

  @Test
  void functionsAreListed() {
    List<String> names = functions().map(f -> "cellora." + f.name()).toList();
    assertThat(sql("SHOW USER FUNCTIONS IN cellora"))
        .extracting(row -> row.getString(0))
        .containsExactlyElementsOf(names);
    assertThat(sql("SHOW USER FUNCTIONS IN cellora LIKE 'macro*'"))
        .extracting(row -> row.getString(0))
        .containsExactly("cellora.macro_f1");
  }

  @Test
  void inItsOwnCatalogAFunctionNeedsNoPrefix() {
    sql("USE cellora");
    try {
      assertThat(one("SELECT cosine(array(1, 0), array(1, 1))").getDouble(0)).isBetween(0.7, 0.71);
      assertThat(text(sql("DESCRIBE FUNCTION cosine"))).contains("Usage: cosine(a, b)");
      assertThat(text(sql("DESCRIBE FUNCTION abs"))).contains("Function: abs");
    } finally {
      sql("USE spark_catalog");
    }
  }

  @Test
  void namesOfOthersAreLeftToSpark() {
    assertThat(text(sql("DESCRIBE FUNCTION abs"))).contains("Function: abs");
    assertThatThrownBy(() -> sql("DESCRIBE FUNCTION cellora.absent"))
        .hasMessageContaining("cellora")
        .hasMessageContaining("absent");
    assertThatThrownBy(() -> sql("SELECT cellora.absent(1)"))
        .hasMessageContaining("UNRESOLVED_ROUTINE")
        .hasMessageContaining("absent");
    assertThatThrownBy(() -> sql("DESCRIBE FUNCTION cellora."))
        .hasMessageContaining("PARSE_SYNTAX_ERROR");
  }

  @Test
  void optionsThatNoFunctionHasAreRefused() {
    setCatalog("misspelt", "modle", "x");
    assertThatThrownBy(() -> sql("SELECT misspelt.cosine(array(1), array(1))"))
        .hasMessageContaining("Invalid option spark.sql.catalog.misspelt.modle, expected model,");
  }

  @Test
  void withoutAModelFunctionsThatNeedNoneWork() {
    setCatalog("bare");
    assertThat(one("SELECT bare.cosine(array(1), array(2))").getDouble(0)).isEqualTo(1);
    assertThatThrownBy(() -> sql("SELECT bare.gene(features, 'CD3D') FROM cells"))
        .hasMessageContaining(
            "Cannot call a function (its genes are not known): set spark.sql.catalog.bare.model");
  }

  @Test
  void aModelThatIsNotThereIsNamed() {
    setCatalog("gone", "model", "/nowhere/model");
    assertThatThrownBy(() -> sql("SELECT gone.gene(features, 'CD3D') FROM cells"))
        .hasMessageContaining("Cannot read gene order")
        .hasMessageContaining("/nowhere/model/gene_order.tsv");
  }

  private static String text(List<Row> rows) {
    return String.join("\n", rows.stream().map(row -> row.getString(0)).toList());
  }
}
