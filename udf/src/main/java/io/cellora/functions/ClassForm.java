package io.cellora.functions;

import io.cellora.encoder.EmbeddingForm;
import io.cellora.lora.ClassifierHead;
import io.cellora.lora.Predictions;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** What a head makes of an embedding, with the names of the predictions table. */
record ClassForm(Broadcast<ClassifierHead> head) implements EmbeddingForm {

  private static final StructType TOP =
      new StructType()
          .add("label", DataTypes.StringType, false)
          .add("probability", DataTypes.FloatType, false);

  @Override
  public DataType dataType() {
    return new StructType()
        .add("label", DataTypes.StringType, false)
        .add("confidence", DataTypes.FloatType, false)
        .add("probabilities", DataTypes.createArrayType(DataTypes.FloatType, false), false)
        .add("top", DataTypes.createArrayType(TOP, false), false);
  }

  @Override
  public Object value(float[] embeddings, int from, int latent) {
    double[] probabilities =
        head.value().probabilities(ClassifierHead.widened(embeddings, from, latent));
    float[] rounded = new float[probabilities.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) probabilities[i];
    }
    List<Integer> order = TopKFunction.order(probabilities, Predictions.TOP);
    Object[] top = order.stream().map(i -> entry(i, rounded)).toArray();
    return new GenericInternalRow(
        new Object[] {
          label(order.get(0)),
          rounded[order.get(0)],
          UnsafeArrayData.fromPrimitiveArray(rounded),
          new GenericArrayData(top)
        });
  }

  private GenericInternalRow entry(int index, float[] probabilities) {
    return new GenericInternalRow(new Object[] {label(index), probabilities[index]});
  }

  private UTF8String label(int index) {
    return UTF8String.fromString(head.value().labels().get(index));
  }
}
