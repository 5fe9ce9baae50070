package io.cellora.batch;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** Batch functions as columns of the DataFrame API. */
public final class BatchColumns {

  private BatchColumns() {}

  /** The function of a column; the name is taken as it is, dots included. */
  public static Column of(BatchFunction function, String argument) {
    return column(Catalyst.apply(function, List.of(UnresolvedAttribute.quoted(argument))));
  }

  /** Spark 3.5 has a constructor for it, Spark 4 a helper of its own. */
  private static Column column(Expression expression) {
    try {
      return Column.class.getConstructor(Expression.class).newInstance(expression);
    } catch (NoSuchMethodException e) {
      return columnOfSpark4(expression);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make a column (Spark refused): " + expression, e);
    }
  }

  private static Column columnOfSpark4(Expression expression) {
    try {
      return (Column)
          Class.forName("org.apache.spark.sql.classic.ExpressionUtils")
              .getMethod("column", Expression.class)
              .invoke(null, expression);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Cannot make a column (Spark refused): " + expression, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make a column (this is neither Spark 3.5 nor 4)", e);
    }
  }
}
