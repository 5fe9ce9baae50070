package io.cellora.h5ad;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.ByteType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.FloatType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.ShortType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

/** What of a stored column survives in another type. */
class ColumnCastTest {

  private static final List<DataType> TYPES =
      List.of(
          BooleanType,
          ByteType,
          ShortType,
          IntegerType,
          LongType,
          FloatType,
          DoubleType,
          StringType);

  private static List<DataType> losslessFrom(DataType from) {
    return TYPES.stream().filter(to -> new ColumnCast(from, to).lossless()).toList();
  }

  @Test
  void onlyTypesThatHoldEveryValueAreLossless() {
    assertThat(losslessFrom(BooleanType)).containsExactly(BooleanType, StringType);
    assertThat(losslessFrom(ByteType))
        .containsExactly(
            ByteType, ShortType, IntegerType, LongType, FloatType, DoubleType, StringType);
    assertThat(losslessFrom(ShortType))
        .containsExactly(ShortType, IntegerType, LongType, FloatType, DoubleType, StringType);
    assertThat(losslessFrom(IntegerType))
        .containsExactly(IntegerType, LongType, DoubleType, StringType);
    assertThat(losslessFrom(LongType)).containsExactly(LongType, StringType);
    assertThat(losslessFrom(FloatType)).containsExactly(FloatType, DoubleType, StringType);
    assertThat(losslessFrom(DoubleType)).containsExactly(DoubleType, StringType);
    assertThat(losslessFrom(StringType)).containsExactly(StringType);
  }

  @Test
  void everyLosslessCastKeepsTheValue() {
    List<Object> stored = List.of(true, (byte) 7, (short) 7, 7, 7L, 7f, 7d);
    for (int i = 0; i < stored.size(); i++) {
      for (DataType to : losslessFrom(TYPES.get(i))) {
        Object[] cast = new ColumnCast(TYPES.get(i), to).apply(new Object[] {stored.get(i), null});
        Object expected =
            to.equals(StringType)
                ? UTF8String.fromString(stored.get(i).toString())
                : stored.get(TYPES.indexOf(to));
        assertThat(cast).containsExactly(expected, null);
      }
    }
  }

  @Test
  void onlyOneKindHasACommonType() {
    assertThat(ColumnCast.common(ByteType, LongType)).contains(LongType);
    assertThat(ColumnCast.common(LongType, ShortType)).contains(LongType);
    assertThat(ColumnCast.common(DoubleType, FloatType)).contains(DoubleType);
    assertThat(ColumnCast.common(StringType, StringType)).contains(StringType);
    assertThat(ColumnCast.common(IntegerType, DoubleType)).isEmpty();
    assertThat(ColumnCast.common(StringType, LongType)).isEmpty();
    assertThat(ColumnCast.common(BooleanType, ByteType)).isEmpty();
  }
}
