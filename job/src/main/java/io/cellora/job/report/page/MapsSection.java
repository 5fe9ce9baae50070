package io.cellora.job.report.page;

import static org.apache.spark.sql.functions.col;

import io.cellora.job.config.Columns;
import io.cellora.job.report.chart.CellMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The embeddings on a plane, before and after fine-tuning. */
final class MapsSection {

  /** Colours of the palette for classes; the rest is grey. */
  static final int COLOURED = 12;

  private static final int GREY = COLOURED;
  private static final int MOST_ARMS = 6;

  private final PageData data;
  private List<String> coloured = List.of();

  private MapsSection(PageData data) {
    this.data = data;
  }

  static Section of(PageData data) {
    List<Block> blocks =
        data.dataset(Columns.EMBEDDINGS_TABLE)
            .map(rows -> new MapsSection(data).maps(rows))
            .filter(found -> !found.isEmpty())
            .orElse(List.of(Note.missing("There are no embeddings of this split to draw.")));
    return new Section("maps", "Maps", "The embeddings, before and after", blocks);
  }

  private List<Block> maps(Dataset<Row> embeddings) {
    Dataset<Row> held = embeddings.where(col(Columns.SPLIT).equalTo(data.split()));
    EmbeddingPlane before =
        EmbeddingPlane.of(held.where(col(Columns.ARM).equalTo(PageData.BASELINE)));
    if (before.isEmpty()) {
      return List.of();
    }
    coloured = largest(before.labels());
    List<Figure> figures = new ArrayList<>();
    figures.add(figure("Before: frozen encoder", before));
    data.request().trained().stream()
        .limit(MOST_ARMS)
        .forEach(
            arm -> {
              Dataset<Row> rows =
                  held.where(
                      col(Columns.ARM)
                          .equalTo(arm)
                          .and(col(Columns.SEED).equalTo(data.request().seed())));
              EmbeddingPlane after = EmbeddingPlane.of(rows).like(before);
              if (!after.isEmpty()) {
                figures.add(
                    figure("After: %s, seed %d".formatted(arm, data.request().seed()), after));
              }
            });
    return List.of(note(before), new Figures(figures), new Legend(legend(before.labels())));
  }

  private Note note(EmbeddingPlane before) {
    return Note.plain(
        ("%s labelled cells of %s%s, on the first two principal components of each encoder's own"
                + " embeddings. Distances between maps are not comparable.")
            .formatted(
                Numbers.count(before.labels().size()),
                data.split(),
                before.labels().size() == EmbeddingPlane.MOST_CELLS ? ", drawn by hash" : ""));
  }

  private static List<String> largest(List<String> labels) {
    Map<String, Integer> cells = new TreeMap<>();
    labels.forEach(label -> cells.merge(label, 1, Integer::sum));
    Comparator<String> byCells = Comparator.comparing(cells::get);
    return cells.keySet().stream()
        .sorted(byCells.reversed().thenComparing(Comparator.naturalOrder()))
        .limit(COLOURED)
        .toList();
  }

  private List<Figure.Key> legend(List<String> labels) {
    List<Figure.Key> keys = new ArrayList<>();
    coloured.forEach(name -> keys.add(new Figure.Key(keys.size(), name)));
    long others = labels.stream().distinct().count() - coloured.size();
    if (others > 0) {
      keys.add(new Figure.Key(GREY, others + " other classes"));
    }
    return keys;
  }

  private Figure figure(String title, EmbeddingPlane plane) {
    // grey below, then the largest class, so that small ones are seen
    Map<Integer, CellMap.Group> groups = new LinkedHashMap<>();
    groups.put(GREY, new CellMap.Group("other classes", GREY, new ArrayList<>()));
    for (int colour = 0; colour < coloured.size(); colour++) {
      groups.put(colour, new CellMap.Group(coloured.get(colour), colour, new ArrayList<>()));
    }
    for (int i = 0; i < plane.labels().size(); i++) {
      int colour = coloured.indexOf(plane.labels().get(i));
      groups.get(colour < 0 ? GREY : colour).places().add(plane.places()[i]);
    }
    List<CellMap.Group> drawn =
        groups.values().stream().filter(group -> !group.places().isEmpty()).toList();
    String explained =
        String.format(
            Locale.ROOT,
            "The two directions hold %.0f %% and %.0f %% of the variance.",
            100 * plane.explained()[0],
            100 * plane.explained()[1]);
    return new Figure(title, new CellMap(title, drawn).svg(), List.of(), explained);
  }
}
