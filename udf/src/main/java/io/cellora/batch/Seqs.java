package io.cellora.batch;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import scala.collection.Iterator;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;

/** Lists between Java and Catalyst, in types that Scala 2.12 and 2.13 share. */
final class Seqs {

  private Seqs() {}

  @SuppressWarnings("unchecked")
  static <T> Seq<T> of(List<? extends T> elements) {
    scala.collection.immutable.List<T> out =
        (scala.collection.immutable.List<T>) (Object) Nil$.MODULE$;
    for (int i = elements.size() - 1; i >= 0; i--) {
      out = out.$colon$colon(elements.get(i));
    }
    return out;
  }

  static <T> Seq<T> concat(
      scala.collection.Iterable<? extends T> first, scala.collection.Iterable<? extends T> second) {
    List<T> both = list(first);
    both.addAll(Seqs.<T>list(second));
    return of(both);
  }

  static AttributeSet attributes(scala.collection.Iterable<Attribute> attributes) {
    return AttributeSet.fromAttributeSets(
        of(Seqs.<Attribute>list(attributes).stream().map(AttributeSet::apply).toList()));
  }

  static <T> List<T> list(scala.collection.Iterable<? extends T> elements) {
    List<T> out = new ArrayList<>();
    Iterator<? extends T> iterator = elements.iterator();
    while (iterator.hasNext()) {
      out.add(iterator.next());
    }
    return out;
  }
}
