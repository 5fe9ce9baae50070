package io.cellora.job.stage;

import io.cellora.job.config.Columns;
import io.cellora.job.config.RunRequest;
import io.cellora.torch.TorchEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The row of the runs table: what a result was made from. */
final class RunRecord {

  private static final StructType INPUT =
      new StructType()
          .add("split", DataTypes.StringType, false)
          .add("path", DataTypes.StringType, false)
          .add("size", DataTypes.LongType, false)
          .add("sha256", DataTypes.StringType, false);

  private static final StructType SCHEMA =
      new StructType()
          .add(Columns.RUN_ID, DataTypes.StringType, false)
          .add("config", DataTypes.StringType, false)
          .add("inputs", DataTypes.createArrayType(INPUT, false), false)
          .add("model", DataTypes.StringType, false)
          .add("model_sha256", DataTypes.StringType, false)
          .add(
              "versions",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false),
              false)
          .add("started", DataTypes.TimestampType, false)
          .add("ended", DataTypes.TimestampType, false)
          .add("status", DataTypes.StringType, false);

  private final RunContext run;
  private final Instant started;

  RunRecord(RunContext run, Instant started) {
    this.run = run;
    this.started = started;
  }

  void write(RunRequest request, Model model, boolean sane) {
    List<Row> inputs = new ArrayList<>();
    inputs.addAll(inputs(Splits.TRAIN, request.train()));
    inputs.addAll(inputs(Splits.VAL, request.val()));
    inputs.addAll(inputs(Splits.TEST, request.test()));
    Row row =
        RowFactory.create(
            run.runId(),
            run.settings().toJson(),
            inputs.toArray(new Row[0]),
            model.url(),
            model.files().sha256(),
            versions(),
            Timestamp.from(started),
            Timestamp.from(Instant.now()),
            sane ? "succeeded" : "failed the sanity gate");
    run.write(Columns.RUNS_TABLE, run.spark().createDataFrame(List.of(row), SCHEMA));
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("cellora", version());
    versions.put("java", System.getProperty("java.version"));
    versions.put("spark", run.spark().version());
    versions.put("torch", TorchEngine.version());
    return versions;
  }

  /** Cellora's own version, as Maven wrote it into the jar. */
  static String version() {
    String own = RunRecord.class.getPackage().getImplementationVersion();
    return own == null ? "development" : own;
  }

  private List<Row> inputs(String split, List<String> paths) {
    return paths.stream()
        .flatMap(path -> files(path).stream())
        .map(file -> RowFactory.create(split, file.getPath().toString(), file.getLen(), hash(file)))
        .toList();
  }

  /** The files that a path, folder or glob stands for, by name. */
  private List<FileStatus> files(String path) {
    try {
      Path given = new Path(path);
      FileSystem files = given.getFileSystem(run.hadoop());
      List<FileStatus> all = new ArrayList<>();
      for (FileStatus match : files.globStatus(given)) {
        all.addAll(
            match.isDirectory()
                ? Arrays.asList(files.listStatus(match.getPath()))
                : List.of(match));
      }
      all.sort(Comparator.comparing(status -> status.getPath().toString()));
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list input (" + e.getMessage() + "): " + path, e);
    }
  }

  private String hash(FileStatus file) {
    try (InputStream in = file.getPath().getFileSystem(run.hadoop()).open(file.getPath())) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 20];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot hash input (" + e.getMessage() + "): " + file.getPath(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
