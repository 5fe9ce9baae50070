package io.cellora.genes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneOrderTest {

  private static GeneOrder read(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return GeneOrder.read(new ByteArrayInputStream(bytes), "gene_order.tsv");
  }

  @Test
  void lineEndsDoNotMatter() throws IOException {
    for (String text : List.of("B\nA\nC", "B\nA\nC\n", "B\r\nA\r\nC\r\n")) {
      assertThat(read(text).symbols()).containsExactly("B", "A", "C");
      assertThat(read(text).sha256()).isEqualTo(GeneOrder.of(List.of("B", "A", "C")).sha256());
    }
  }

  @Test
  void knowsPositionsCaseSensitively() throws IOException {
    GeneOrder order = read("CD4\nC1orf1");
    assertThat(order.size()).isEqualTo(2);
    assertThat(order.indexOf("C1orf1")).isEqualTo(1);
    assertThat(order.indexOf("C1ORF1")).isEqualTo(-1);
  }

  @Test
  void digestIsThatOfTheJoinedSymbols() {
    // printf 'A\nB' | sha256sum
    assertThat(GeneOrder.of(List.of("A", "B")).sha256())
        .isEqualTo("23519a43c66b4c342f25b32e09797ec5f3fc0be388cd8243fb3449afbdce4013");
  }

  @Test
  void refusesADuplicateByName() {
    assertThatThrownBy(() -> read("A\nB\nA"))
        .hasMessage("Invalid gene_order.tsv: A on lines 1 and 3, expected distinct gene symbols");
  }

  @Test
  void refusesBlankLinesAndEmptyFiles() {
    assertThatThrownBy(() -> read("A\n\nB"))
        .hasMessage("Invalid gene_order.tsv: line 2 is blank, expected distinct gene symbols");
    assertThatThrownBy(() -> read(""))
        .hasMessage("Cannot read gene_order.tsv (no gene in it), expected a symbol a line");
  }

  @Test
  void survivesTheWayToAnExecutor() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(GeneOrder.of(List.of("A", "B")));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((GeneOrder) in.readObject()).indexOf("B")).isEqualTo(1);
    }
  }
}
