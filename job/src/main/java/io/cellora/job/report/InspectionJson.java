package io.cellora.job.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cellora.h5ad.ColumnReport;
import io.cellora.h5ad.MatrixReport;
import io.cellora.h5ad.ShardReport;
import java.util.List;

/** What is in h5ad files as one JSON object; what is not known is left out. */
public final class InspectionJson {

  private InspectionJson() {}

  public static String of(List<ShardReport> shards) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("readable", shards.stream().filter(ShardReport::readable).count());
    root.put("unreadable", shards.stream().filter(shard -> !shard.readable()).count());
    ArrayNode files = root.putArray("files");
    shards.forEach(shard -> put(files.addObject(), shard));
    return root.toPrettyString();
  }

  private static void put(ObjectNode node, ShardReport shard) {
    node.put("path", shard.path());
    node.put("readable", shard.readable());
    if (!shard.readable()) {
      node.put("error", shard.error().orElse(""));
      return;
    }
    node.put("bytes", shard.bytes());
    node.put("cells", shard.cells());
    node.put("genes", shard.genes());
    node.put("encoding", shard.writer());
    shard.counts().ifPresent(object -> node.put("features_from", object));
    ArrayNode matrices = node.putArray("matrices");
    shard.matrices().forEach(matrix -> put(matrices.addObject(), matrix));
    ArrayNode columns = node.putArray("obs");
    shard.columns().forEach(column -> put(columns.addObject(), column));
    ObjectNode shared = node.putObject("genes_shared");
    shard.shared().forEach(symbols -> shared.put(symbols.column(), symbols.genes()));
    ArrayNode refused = node.putArray("refused");
    shard
        .refused()
        .forEach(part -> refused.addObject().put("object", part.object()).put("why", part.why()));
  }

  private static void put(ObjectNode node, MatrixReport matrix) {
    node.put("object", matrix.object());
    node.put("encoding", matrix.encoding());
    ArrayNode shape = node.putArray("shape");
    matrix.shape().forEach(shape::add);
    putText(node, "type", matrix.type());
    putText(node, "index_type", matrix.indexType());
    ArrayNode filters = node.putArray("filters");
    matrix.filters().forEach(filters::add);
    ArrayNode chunk = node.putArray("chunk");
    matrix.chunk().forEach(chunk::add);
    matrix.stored().ifPresent(n -> node.put("stored", n));
    matrix.sparsity().ifPresent(share -> node.put("sparsity", share));
    putText(node, "values", matrix.values());
  }

  private static void put(ObjectNode node, ColumnReport column) {
    node.put("name", column.name());
    node.put("type", column.type());
    node.put("stored_as", column.form());
    node.put("missing", column.missing());
    column.distinct().ifPresent(n -> node.put("distinct", n));
    ArrayNode top = node.putArray("top");
    column.top().forEach(v -> top.addObject().put("value", v.value()).put("cells", v.cells()));
    column
        .range()
        .ifPresent(
            range -> node.putObject("range").put("least", range.least()).put("most", range.most()));
  }

  private static void putText(ObjectNode node, String name, String text) {
    if (!text.isEmpty()) {
      node.put(name, text);
    }
  }
}
