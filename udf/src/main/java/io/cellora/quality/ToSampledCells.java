package io.cellora.quality;

import io.cellora.encoder.DecoderErrors;
import io.cellora.encoder.DecoderReference;
import io.cellora.encoder.SparseBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/** Cells with all their embeddings to a cell for each arm; runs on executors. */
record ToSampledCells(DecoderReference decoder, int genes)
    implements PairFlatMapFunction<Iterator<Row>, ArmKey, SampledCell> {

  @Override
  public Iterator<Tuple2<ArmKey, SampledCell>> call(Iterator<Row> cells) {
    if (!cells.hasNext()) {
      return Collections.emptyIterator();
    }
    Batches batches = new Batches(this, cells);
    TaskContext.get().addTaskCompletionListener(batches);
    return batches;
  }

  private static final class Batches
      implements Iterator<Tuple2<ArmKey, SampledCell>>, TaskCompletionListener {
    private final Iterator<Row> cells;
    private final int genes;
    private final Optional<DecoderErrors> errors;
    private Iterator<Tuple2<ArmKey, SampledCell>> ready = Collections.emptyIterator();

    Batches(ToSampledCells task, Iterator<Row> cells) {
      this.cells = cells;
      this.genes = task.genes;
      this.errors =
          task.decoder.exists()
              ? Optional.of(DecoderErrors.acquire(task.decoder))
              : Optional.empty();
    }

    @Override
    public boolean hasNext() {
      while (!ready.hasNext() && cells.hasNext()) {
        List<Row> batch = new ArrayList<>();
        while (batch.size() < DecoderErrors.ROWS && cells.hasNext()) {
          batch.add(cells.next());
        }
        ready = sampled(batch).iterator();
      }
      return ready.hasNext();
    }

    @Override
    public Tuple2<ArmKey, SampledCell> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.next();
    }

    private List<Tuple2<ArmKey, SampledCell>> sampled(List<Row> batch) {
      SparseBatch features = new SparseBatch(genes);
      errors.ifPresent(
          present -> batch.forEach(row -> features.add(row.<Vector>getAs(ArmMeasures.FEATURES))));
      Optional<DecoderErrors.Targets> targets = errors.map(present -> present.targets(features));
      double[] squares = squares(features, batch.size());
      List<Tuple2<ArmKey, SampledCell>> all = new ArrayList<>();
      List<float[]> base = embeddings(batch, 0);
      int arms = batch.get(0).getList(batch.get(0).fieldIndex(ArmMeasures.ARMS)).size();
      for (int arm = 0; arm < arms; arm++) {
        List<float[]> own = embeddings(batch, arm);
        double[] error = new double[batch.size()];
        Arrays.fill(error, Double.NaN);
        if (targets.isPresent()) {
          error = errors.orElseThrow().errors(targets.get(), EmbeddingRows.of(own).values());
        }
        for (int i = 0; i < batch.size(); i++) {
          all.add(
              new Tuple2<>(
                  key(batch.get(i), arm),
                  cell(batch.get(i), own.get(i), base.get(i), error[i], squares[i])));
        }
      }
      return all;
    }

    private static double[] squares(SparseBatch features, int cells) {
      double[] squares = new double[cells];
      float[] values = features.values();
      for (int row = 0; row < features.size(); row++) {
        int to = row + 1 < features.size() ? features.offsets()[row + 1] : features.nonzeros();
        for (int i = features.offsets()[row]; i < to; i++) {
          squares[row] += (double) values[i] * values[i];
        }
      }
      return squares;
    }

    private static Row arm(Row cell, int arm) {
      return cell.<Row>getList(cell.fieldIndex(ArmMeasures.ARMS)).get(arm);
    }

    private static ArmKey key(Row cell, int place) {
      Row arm = arm(cell, place);
      return new ArmKey(
          arm.getAs(ArmMeasures.ARM),
          arm.<Integer>getAs(ArmMeasures.SEED),
          arm.<Double>getAs(ArmMeasures.SCALE),
          cell.getAs(ArmMeasures.SPLIT));
    }

    private static SampledCell cell(
        Row cell, float[] own, float[] base, double error, double squares) {
      return new SampledCell(
          cell.<Integer>getAs(ArmMeasures.PLACE),
          cell.getAs(ArmMeasures.LABEL),
          cell.getAs(ArmMeasures.DONOR),
          own,
          base,
          error,
          squares);
    }

    private static List<float[]> embeddings(List<Row> batch, int place) {
      List<float[]> all = new ArrayList<>();
      for (Row cell : batch) {
        Row arm = arm(cell, place);
        List<Float> values = arm.getList(arm.fieldIndex(ArmMeasures.EMBEDDING));
        float[] embedding = new float[values.size()];
        int i = 0;
        for (Float value : values) {
          embedding[i++] = value;
        }
        all.add(embedding);
      }
      return all;
    }

    @Override
    public void onTaskCompletion(TaskContext task) {
      errors.ifPresent(DecoderErrors::close);
    }
  }
}
