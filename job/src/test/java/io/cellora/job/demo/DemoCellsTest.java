package io.cellora.job.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What the cells themselves promise, before they are laid out in files. */
class DemoCellsTest {

  private static final DemoSpec SPEC = DemoSpec.standard(1);

  @Test
  void cellsAreTheSameOnEveryMachine() {
    // recorded once; another JDK, processor or order of drawing must not change it
    assertThat(checksum(small(1), DemoSplit.SOURCE)).isEqualTo(1274869118L);
    assertThat(checksum(small(1), DemoSplit.VAL)).isEqualTo(989838764L);
    assertThat(checksum(small(2), DemoSplit.VAL)).isNotEqualTo(checksum(small(1), DemoSplit.VAL));
  }

  @Test
  void cellsDoNotDependOnTheOrderOfShards() {
    DemoSpec spec = small(1);
    DemoSampler forwards = new DemoSampler(spec, DemoGenes.of(spec), DemoSplit.TRAIN);
    DemoSampler backwards = new DemoSampler(spec, DemoGenes.of(spec), DemoSplit.TRAIN);
    List<DemoCell> first = forwards.shard(0);
    List<DemoCell> second = forwards.shard(1);
    assertThat(contents(backwards.shard(1))).isEqualTo(contents(second));
    assertThat(contents(backwards.shard(0))).isEqualTo(contents(first));
  }

  @Test
  void targetRunsFromAThirdOfTheCellsDownToAHandful() {
    for (DemoSplit split : List.of(DemoSplit.VAL, DemoSplit.TEST)) {
      Map<String, Long> counts = byType(cells(split));
      assertThat(counts).hasSize(11);
      assertThat(counts).containsEntry("proximal tubule cell", 280L);
      assertThat(counts).containsEntry("fibroblast", 10L).containsEntry("podocyte", 6L);
    }
  }

  @Test
  void targetSharesSomeTypesWithTheSourceAndHasNewOnes() {
    Set<String> source = byType(cells(DemoSplit.SOURCE)).keySet();
    Set<String> target = byType(cells(DemoSplit.TRAIN)).keySet();
    assertThat(source).hasSize(10);
    Set<String> shared = new HashSet<>(target);
    shared.retainAll(source);
    assertThat(shared)
        .containsExactlyInAnyOrder("CD4 T cell", "macrophage", "endothelial cell", "fibroblast");
  }

  @Test
  void noDonorIsInTwoSplits() {
    List<String> donors = new ArrayList<>();
    for (DemoSplit split : DemoSplit.values()) {
      Set<String> inSplit =
          cells(split).stream().map(cell -> cell.donor().id()).collect(Collectors.toSet());
      assertThat(inSplit).hasSize(SPEC.shards(split).donors());
      donors.addAll(inSplit);
    }
    assertThat(donors).doesNotHaveDuplicates();
  }

  @Test
  void bloodDonorsGiveBloodCellsOnly() {
    for (DemoCell cell : cells(DemoSplit.SOURCE)) {
      assertThat(cell.donor().tissue()).isIn("blood", "lung");
      if (cell.donor().tissue().equals("blood")) {
        assertThat(cell.type().inBlood()).isTrue();
      }
    }
    assertThat(cells(DemoSplit.VAL)).allMatch(cell -> cell.donor().tissue().equals("kidney"));
  }

  @Test
  void librariesAreThoseOfDropletData() {
    List<DemoCell> cells = cells(DemoSplit.TRAIN);
    double[] libraries = sorted(cells, cell -> sum(cell.counts(), cell.counts().length));
    double[] detected =
        sorted(cells, cell -> (int) Arrays.stream(cell.counts()).filter(n -> n > 0).count());
    double[] mitochondrial =
        sorted(
            cells,
            cell ->
                100
                    * sum(cell.counts(), DemoGenes.mitochondrial())
                    / sum(cell.counts(), cell.counts().length));
    assertThat(libraries[libraries.length / 2]).isBetween(2200.0, 2800.0);
    assertThat(libraries[0]).isGreaterThan(500);
    assertThat(libraries[libraries.length - 1]).isLessThan(12_000);
    assertThat(detected[detected.length / 2]).isBetween(500.0, 1000.0);
    assertThat(mitochondrial[mitochondrial.length / 2]).isBetween(3.0, 9.0);
  }

  @Test
  void everyTypeRunsKnownPrograms() {
    Set<String> programs =
        DemoTaxonomy.PROGRAMS.stream().map(DemoProgram::name).collect(Collectors.toSet());
    assertThat(programs).hasSize(DemoTaxonomy.PROGRAMS.size());
    for (DemoType type : DemoTaxonomy.TYPES) {
      assertThat(programs).containsAll(type.programs());
    }
    for (DemoSplit split : List.of(DemoSplit.SOURCE, DemoSplit.VAL)) {
      assertThat(DemoTaxonomy.types(split).stream().mapToDouble(type -> type.share(split)).sum())
          .isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void freshProgramsUseGenesThatTheSourceLeavesAlone() {
    DemoGenes genes = DemoGenes.of(SPEC);
    Set<Integer> varied = new HashSet<>();
    for (DemoProgram program : DemoTaxonomy.PROGRAMS) {
      if (program.known()) {
        varied.addAll(moved(program, genes));
      }
    }
    for (DemoProgram program : DemoTaxonomy.PROGRAMS) {
      if (!program.known()) {
        assertThat(moved(program, genes))
            .hasSize(program.genesOf2000())
            .doesNotContainAnyElementsOf(varied);
      }
    }
  }

  private static Set<Integer> moved(DemoProgram program, DemoGenes genes) {
    double[] folds = program.logFolds(SPEC, genes);
    Set<Integer> moved = new HashSet<>();
    for (int gene = 0; gene < folds.length; gene++) {
      if (folds[gene] != 0) {
        moved.add(gene);
      }
    }
    return moved;
  }

  private static DemoSpec small(long seed) {
    DemoShards shards = new DemoShards(2, 60, 2);
    return new DemoSpec(seed, 300, shards, shards, shards, shards);
  }

  private static List<DemoCell> cells(DemoSplit split) {
    DemoSampler sampler = new DemoSampler(SPEC, DemoGenes.of(SPEC), split);
    List<DemoCell> cells = new ArrayList<>();
    for (int shard = 0; shard < SPEC.shards(split).count(); shard++) {
      cells.addAll(sampler.shard(shard));
    }
    return cells;
  }

  private static Map<String, Long> byType(List<DemoCell> cells) {
    return cells.stream()
        .collect(Collectors.groupingBy(cell -> cell.type().name(), Collectors.counting()));
  }

  private static List<String> contents(List<DemoCell> cells) {
    return cells.stream()
        .map(
            cell ->
                String.join(
                    " ",
                    cell.id(),
                    cell.type().name(),
                    cell.donor().id(),
                    Arrays.toString(cell.counts())))
        .toList();
  }

  private static long checksum(DemoSpec spec, DemoSplit split) {
    DemoSampler sampler = new DemoSampler(spec, DemoGenes.of(spec), split);
    CRC32 checksum = new CRC32();
    for (String content : contents(sampler.shard(1))) {
      checksum.update(content.getBytes(StandardCharsets.UTF_8));
    }
    return checksum.getValue();
  }

  private static double[] sorted(List<DemoCell> cells, Function<DemoCell, Integer> value) {
    return cells.stream().mapToDouble(value::apply).sorted().toArray();
  }

  private static int sum(int[] counts, int until) {
    return Arrays.stream(counts, 0, until).sum();
  }
}
