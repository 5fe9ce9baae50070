package io.cellora.functions;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * The types that a function is called with. Each check gives the type to ask Spark for, which casts
 * what differs, and refuses the others in the exception that Spark turns into an error of analysis.
 */
final class Arguments {

  private final String signature;
  private final StructType types;

  private Arguments(String signature, StructType types) {
    this.signature = signature;
    this.types = types;
  }

  /** The arguments of a call, at least {@code least} and at most {@code most}. */
  static Arguments of(FunctionText text, StructType types, int least, int most) {
    Arguments arguments = new Arguments(text.signature(), types);
    if (types.size() < least || types.size() > most) {
      String expected = least == most ? String.valueOf(least) : least + " or " + most;
      throw arguments.refused("number of arguments: " + types.size(), expected);
    }
    return arguments;
  }

  int size() {
    return types.size();
  }

  DataType vector(int at) {
    DataType vector = SQLDataTypes.VectorType();
    return check(at, type(at).equals(vector), vector, "an ml vector");
  }

  /** A vector or an array of numbers, as {@link Numbers} reads them. */
  DataType numbers(int at) {
    DataType type = type(at);
    if (type.equals(SQLDataTypes.VectorType())) {
      return type;
    }
    boolean numeric = type instanceof ArrayType array && array.elementType() instanceof NumericType;
    boolean floats =
        type instanceof ArrayType array && array.elementType().equals(DataTypes.FloatType);
    DataType wanted =
        DataTypes.createArrayType(floats ? DataTypes.FloatType : DataTypes.DoubleType);
    return check(at, numeric, wanted, "an ml vector or an array of numbers");
  }

  DataType text(int at) {
    return check(at, type(at) instanceof StringType, DataTypes.StringType, "a string");
  }

  DataType count(int at) {
    return check(at, type(at) instanceof IntegralType, DataTypes.IntegerType, "an integer");
  }

  /** The type of the first two arguments: classes, that is strings, numbers or booleans. */
  DataType labels() {
    int known = type(0) instanceof NullType ? 1 : 0;
    DataType type = type(known);
    boolean label =
        type instanceof StringType || type instanceof NumericType || type instanceof BooleanType;
    DataType wanted = label ? type : DataTypes.StringType;
    check(known, label, wanted, "a string, number or boolean");
    return check(1, type(1).equals(wanted), wanted, "the label's type " + wanted.catalogString());
  }

  /** The type of an argument as the caller has it. */
  DataType type(int at) {
    return types.fields()[at].dataType();
  }

  UnsupportedOperationException refused(int at, String expected) {
    return refused("type of argument " + (at + 1) + ": " + type(at).catalogString(), expected);
  }

  private DataType check(int at, boolean fits, DataType wanted, String expected) {
    if (!fits && !(type(at) instanceof NullType)) {
      throw refused(at, expected);
    }
    return wanted;
  }

  private UnsupportedOperationException refused(String found, String expected) {
    return new UnsupportedOperationException(
        "Invalid " + found + ", expected " + expected + " in " + signature);
  }
}
