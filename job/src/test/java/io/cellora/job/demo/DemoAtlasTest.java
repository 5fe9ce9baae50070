package io.cellora.job.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cellora.h5ad.H5adWriterColumn.Numbers;
import io.cellora.h5ad.H5adWriterColumn.Text;
import io.cellora.h5ad.H5adWriterMatrix;
import io.cellora.h5ad.H5adWriterTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoAtlasTest {

  private static final DemoSpec SPEC = spec(1);

  @TempDir Path folder;

  @Test
  void sameSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
    DemoFiles one = DemoAtlas.write(folder.resolve("one"), SPEC);
    DemoFiles same = DemoAtlas.write(folder.resolve("same"), SPEC);
    DemoFiles other = DemoAtlas.write(folder.resolve("other"), spec(2));
    assertThat(one.source()).hasSize(2);
    for (int shard = 0; shard < 2; shard++) {
      assertThat(one.source().get(shard)).hasSameBinaryContentAs(same.source().get(shard));
    }
    assertThat(one.test().get(0)).hasSameBinaryContentAs(same.test().get(0));
    assertThat(Files.mismatch(one.test().get(0), other.test().get(0))).isNotNegative();
    assertThat(one.geneOrder()).hasSameBinaryContentAs(same.geneOrder());
    assertThat(Files.mismatch(one.geneOrder(), other.geneOrder())).isNotNegative();
  }

  @Test
  void geneOrderNamesEveryGeneOnceWithoutALastLineEnd() throws IOException {
    DemoFiles files = DemoAtlas.write(folder.resolve("atlas"), SPEC);
    String text = Files.readString(files.geneOrder());
    assertThat(text).doesNotEndWith("\n");
    String[] symbols = DemoGenes.of(SPEC).symbols();
    assertThat(text.split("\n")).containsExactlyInAnyOrder(symbols).isNotEqualTo(symbols);
    assertThat(symbols).doesNotHaveDuplicates().contains("MT-CO1");
  }

  @Test
  void refusesToReplaceAnAtlas() {
    DemoAtlas.write(folder, SPEC);
    assertThatThrownBy(() -> DemoAtlas.write(folder, SPEC))
        .hasMessageContaining("Cannot write gene order")
        .hasMessageContaining("gene_order.tsv");
  }

  @Test
  void shardsDifferInTheirGenesAndInTheirOrder() {
    List<String> first = symbols(table(DemoSplit.TRAIN, 0));
    List<String> second = symbols(table(DemoSplit.TRAIN, 1));
    for (List<String> symbols : List.of(first, second)) {
      assertThat(symbols).hasSize(500 - 25 + 2);
      assertThat(Set.copyOf(symbols)).hasSize(500 - 25);
    }
    assertThat(Set.copyOf(first)).isNotEqualTo(Set.copyOf(second));
    long samePlace =
        IntStream.range(0, first.size()).filter(i -> first.get(i).equals(second.get(i))).count();
    assertThat(samePlace).isLessThan(20);
  }

  @Test
  void columnsOfOneGeneSumToItsCounts() {
    DemoGenes genes = DemoGenes.of(SPEC);
    for (int shard = 0; shard < 2; shard++) {
      List<DemoCell> cells = new DemoSampler(SPEC, genes, DemoSplit.TRAIN).shard(shard);
      H5adWriterTable table = table(DemoSplit.TRAIN, shard);
      List<String> symbols = symbols(table);
      for (int cell = 0; cell < cells.size(); cell++) {
        Map<String, Integer> sums = sums(counts(table), symbols, cell);
        for (int gene = 0; gene < genes.count(); gene++) {
          String symbol = genes.symbols()[gene];
          int expected = symbols.contains(symbol) ? cells.get(cell).counts()[gene] : 0;
          assertThat(sums.getOrDefault(symbol, 0)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void shardsOfOddNumberHoldNormalisedXAndCountsInALayer() {
    H5adWriterTable even = table(DemoSplit.TRAIN, 0);
    assertThat(even.layers()).isEmpty();
    assertThat(even.var().columns()).containsOnlyKeys("feature_name");
    H5adWriterTable odd = table(DemoSplit.TRAIN, 1);
    assertThat(odd.layers()).containsOnlyKeys("counts");
    assertThat(odd.var().columns()).containsOnlyKeys("gene_symbols");
    double[] totals = ((Numbers) odd.obs().columns().get("n_counts")).values();
    H5adWriterMatrix counts = counts(odd);
    for (int at = 0; at < counts.indptr()[1]; at++) {
      assertThat((double) odd.x().data()[at])
          .isCloseTo(Math.log1p(counts.data()[at] * 1e4 / totals[0]), within(1e-6));
    }
  }

  @Test
  void cellsOfAShardSayTypeDonorTissueAssayAndCounts() {
    H5adWriterTable table = table(DemoSplit.SOURCE, 0);
    assertThat(table.obs().columns())
        .containsOnlyKeys("cell_type", "donor_id", "tissue", "assay", "n_counts");
    assertThat(table.obs().index()).hasSize(50).doesNotHaveDuplicates().contains("source-0-00000");
  }

  @Test
  void refusesSizesThatCannotBeGenerated() {
    assertThatThrownBy(() -> new DemoShards(1, 0, 2))
        .hasMessage("Invalid size: 1 shards of 0 cells, 2 donors, expected at least 1, 1 and 2");
    DemoShards shards = new DemoShards(1, 10, 2);
    assertThatThrownBy(() -> new DemoSpec(1, 50, shards, shards, shards, shards))
        .hasMessage("Invalid number of genes: 50, expected at least 200");
  }

  private static DemoSpec spec(long seed) {
    DemoShards two = new DemoShards(2, 50, 2);
    DemoShards one = new DemoShards(1, 50, 2);
    return new DemoSpec(seed, 500, two, two, one, one);
  }

  private static H5adWriterTable table(DemoSplit split, int shard) {
    DemoGenes genes = DemoGenes.of(SPEC);
    List<DemoCell> cells = new DemoSampler(SPEC, genes, split).shard(shard);
    return DemoTable.of(SPEC, genes, split, shard, cells);
  }

  private static H5adWriterMatrix counts(H5adWriterTable table) {
    return table.layers().getOrDefault("counts", table.x());
  }

  private static List<String> symbols(H5adWriterTable table) {
    return List.of(((Text) table.var().columns().values().iterator().next()).values());
  }

  private static Map<String, Integer> sums(
      H5adWriterMatrix counts, List<String> symbols, int cell) {
    Map<String, Integer> sums = new HashMap<>();
    for (int at = counts.indptr()[cell]; at < counts.indptr()[cell + 1]; at++) {
      sums.merge(symbols.get(counts.indices()[at]), (int) counts.data()[at], Integer::sum);
    }
    return sums;
  }
}
