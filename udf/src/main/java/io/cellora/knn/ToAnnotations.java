package io.cellora.knn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Adds to rows what their neighbours say; nulls where there was no embedding. */
record ToAnnotations(KnnLabels labels, KnnWeighting weighting) implements Serializable {

  private static final StructType HIT =
      new StructType()
          .add("label", DataTypes.StringType, false)
          .add("count", DataTypes.IntegerType, false)
          .add("weight", DataTypes.DoubleType, false);

  private static final StructType ADDED =
      new StructType()
          .add("predicted", DataTypes.StringType)
          .add("min_dist", DataTypes.FloatType)
          .add("max_dist", DataTypes.FloatType)
          .add("vs2nd", DataTypes.DoubleType)
          .add("vs_all", DataTypes.DoubleType)
          .add("vs2nd_weighted", DataTypes.DoubleType)
          .add("vs_all_weighted", DataTypes.DoubleType)
          .add("hits", DataTypes.createArrayType(HIT, false));

  /** The schema with the annotations' columns behind. */
  static StructType schema(StructType of) {
    StructType schema = of;
    for (var field : ADDED.fields()) {
      if (List.of(of.fieldNames()).contains(field.name())) {
        throw new IllegalArgumentException(
            "Cannot add column (there is one of this name; rename it): " + field.name());
      }
      schema = schema.add(field);
    }
    return schema;
  }

  List<Row> annotate(QueryBatch batch, Neighbours[] nearest) {
    List<Row> annotated = new ArrayList<>(batch.rows().size());
    for (int i = 0; i < batch.rows().size(); i++) {
      int place = batch.places()[i];
      Object[] added = place < 0 ? new Object[ADDED.size()] : values(nearest[place]);
      annotated.add(append(batch.rows().get(i), added));
    }
    return annotated;
  }

  private Object[] values(Neighbours nearest) {
    KnnVote vote = KnnVote.of(nearest, weighting);
    return new Object[] {
      labels.name(vote.code()),
      nearest.distance(0),
      nearest.distance(nearest.size() - 1),
      vote.uniform().vs2nd(),
      vote.uniform().vsAll(),
      vote.weighted().vs2nd(),
      vote.weighted().vsAll(),
      vote.hits().stream()
          .map(hit -> RowFactory.create(labels.name(hit.code()), hit.count(), hit.weight()))
          .toArray(Row[]::new)
    };
  }

  private static Row append(Row row, Object[] added) {
    Object[] values = new Object[row.size() + added.length];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    System.arraycopy(added, 0, values, row.size(), added.length);
    return RowFactory.create(values);
  }
}
