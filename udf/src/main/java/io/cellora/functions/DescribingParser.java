package io.cellora.functions;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunctionName;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.DescribeFunction;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.execution.command.DescribeFunctionCommand;
import scala.collection.Seq;

/**
 * Lets DESCRIBE FUNCTION tell of our functions: Spark's analyzer refuses it for those of any
 * catalog but its own, so that the statement has to be answered before. A proxy, because Spark's
 * versions differ in what a parser has.
 */
final class DescribingParser implements InvocationHandler {

  private final SparkSession session;
  private final ParserInterface parser;

  private DescribingParser(SparkSession session, ParserInterface parser) {
    this.session = session;
    this.parser = parser;
  }

  static ParserInterface around(SparkSession session, ParserInterface parser) {
    return (ParserInterface)
        Proxy.newProxyInstance(
            ParserInterface.class.getClassLoader(),
            new Class<?>[] {ParserInterface.class},
            new DescribingParser(session, parser));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    try {
      Object parsed = method.invoke(parser, arguments);
      return parsed instanceof DescribeFunction describe ? described(describe) : parsed;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private LogicalPlan described(DescribeFunction describe) {
    return describe.child() instanceof UnresolvedFunctionName function
        ? find(nameOf(function))
            .<LogicalPlan>map(found -> command(found, describe.isExtended()))
            .orElse(describe)
        : describe;
  }

  /**
   * Its parts: the first of what it is made of, whose type is another one in Scala 2.12 and 2.13.
   */
  @SuppressWarnings("unchecked")
  private static Seq<String> nameOf(UnresolvedFunctionName function) {
    return (Seq<String>) function.productElement(0);
  }

  private Optional<CelloraFunction> find(Seq<String> name) {
    CatalogManager catalogs = session.sessionState().catalogManager();
    boolean qualified = name.size() == 2 && catalogs.isCatalogRegistered(name.head());
    if (!qualified && name.size() != 1) {
      return Optional.empty();
    }
    CatalogPlugin catalog = qualified ? catalogs.catalog(name.head()) : catalogs.currentCatalog();
    return catalog instanceof CelloraCatalog ours ? find(ours, name.last()) : Optional.empty();
  }

  private static Optional<CelloraFunction> find(CelloraCatalog catalog, String function) {
    try {
      return Optional.of(catalog.loadFunction(Identifier.of(new String[0], function)));
    } catch (NoSuchFunctionException e) {
      return Optional.empty();
    }
  }

  private static LogicalPlan command(CelloraFunction function, boolean extended) {
    FunctionText text = function.text();
    String example = "\n    Examples:\n      > " + text.example() + ";\n  ";
    String usage = extended ? text.usage() : text.usage() + "\nExample: " + text.example();
    ExpressionInfo info =
        new ExpressionInfo(
            function.getClass().getName(),
            null,
            text.name(),
            usage,
            "",
            extended ? example : "",
            "",
            "",
            "",
            "",
            "");
    return new DescribeFunctionCommand(info, extended);
  }
}
