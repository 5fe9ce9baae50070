package io.cellora.job.cli;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.config.TableForm;
import io.cellora.job.config.TablesRequest;
import io.cellora.job.stage.ListTables;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cellora tables}; starts no Spark unless the tables are to be registered. */
@Command(
    name = "tables",
    customSynopsis =
        "cellora tables --out DIR [--database NAME] [--replace | --temporary]"
            + " [--register] [OPTIONS]",
    description = {
      "Prints the SQL that makes the tables of an output known by name, with a few views of what is",
      "asked of them most. Nothing is copied: the tables stay where they are, and dropping one leaves",
      "its files."
    },
    footer = {
      "",
      "Examples:",
      "  ./cellora tables --out results/",
      "  ./cellora tables --out s3a://bucket/results --database brain --replace",
      "  ./cellora tables --out results/ --temporary",
      "  deploy/spark-submit.sh -- tables --out s3a://bucket/results --replace --register",
      "",
      "Send the text to a file (> tables.sql) and give it to spark-sql -f, or paste it."
    })
final class TablesCommand extends AnyCommand {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Output of run-all, train, embed or annotate.")
  private String out;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      defaultValue = "cellora",
      description = {
        "Database of the tables, CATALOG.NAME in another catalog than the session's; made if it is",
        "not there. Default: ${DEFAULT-VALUE}"
      })
  private String database;

  /** In place of tables that must not be there yet. */
  static final class Form {
    @Option(
        names = "--replace",
        description =
            "Take the names over from tables that have them. Default: such a table stops.")
    private boolean replace;

    @Option(
        names = "--temporary",
        description = "Views of one session, in no database. Default: tables for everyone.")
    private boolean temporary;

    TableForm form() {
      if (temporary) {
        return TableForm.TEMPORARY;
      }
      return replace ? TableForm.REPLACED : TableForm.EXTERNAL;
    }
  }

  @ArgGroup private Form form = new Form();

  @Option(
      names = "--register",
      description =
          "Run the statements on this Spark, whose metastore then knows the tables. Default: print.")
  private boolean register;

  @Override
  int run(CommonOptions common, Settings settings, Progress progress) {
    LocalPaths.ofThisMachine().requireInput(out);
    TablesRequest request = new TablesRequest(out, database, form.form());
    Sessions sessions = common.sessions(settings, name());
    return register
        ? register(sessions, request, progress)
        : ListTables.run(sessions.recorded(settings), request, progress);
  }

  private static int register(Sessions sessions, TablesRequest request, Progress progress) {
    if (request.form() == TableForm.TEMPORARY) {
      throw new IllegalArgumentException(
          "Invalid --register: --temporary, expected tables (views would end with the session)");
    }
    sessions.requireLastingCatalog(request.database());
    SparkSession spark = sessions.open();
    try {
      return ListTables.register(spark, request, progress);
    } finally {
      sessions.close(spark);
    }
  }
}
