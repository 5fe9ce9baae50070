package io.cellora.genes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SymbolColumnTest {

  private static final GeneOrder ORDER = GeneOrder.of(List.of("A", "B", "C", "D"));
  private static final SymbolColumn INDEX =
      new SymbolColumn("index", List.of("ENSG1", "ENSG2", "A"));
  private static final SymbolColumn NAMES =
      new SymbolColumn("feature_name", Arrays.asList("C", null, "A"));
  private static final SymbolColumn SAME = new SymbolColumn("Gene", List.of("D", "B", "x"));

  @Test
  void takesTheColumnThatSharesMostAndTheFirstOfEquals() {
    SymbolColumn.Choice choice =
        SymbolColumn.choose(List.of(INDEX, NAMES, SAME), ORDER, 2, "a.h5ad");
    assertThat(choice.column().name()).isEqualTo("feature_name");
    assertThat(choice.alignment().shared()).isEqualTo(2);
    assertThat(choice.alignment().target(0)).isEqualTo(2);
    assertThat(choice.alignment().target(1)).isEqualTo(-1);
  }

  @Test
  void saysWhatWasTriedIfTooFewGenesAreShared() {
    assertThatThrownBy(() -> SymbolColumn.choose(List.of(INDEX, NAMES), ORDER, 3, "a.h5ad"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot align the genes of a.h5ad (2 of the 4 genes of the gene order are in it, fewer"
                + " than minGeneOverlap=3; shared by symbol column: index: 1, feature_name: 2):"
                + " name the column of symbols with geneSymbolColumn, or accept fewer genes with"
                + " minGeneOverlap");
  }

  @Test
  void countsASymbolThatOccursTwiceOnce() {
    GeneAlignment alignment = GeneAlignment.of(List.of("A", "A", "B"), ORDER);
    assertThat(alignment.shared()).isEqualTo(2);
    assertThat(alignment.merging()).isTrue();
    assertThat(GeneAlignment.of(List.of("A", "x", "x"), ORDER).merging()).isFalse();
  }
}
