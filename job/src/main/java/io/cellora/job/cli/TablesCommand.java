package io.cellora.job.cli;

import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.config.TableForm;
import io.cellora.job.config.TablesRequest;
import io.cellora.job.stage.ListTables;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cellora tables}; starts no Spark. */
@Command(
    name = "tables",
    customSynopsis =
        "cellora tables --out DIR [--database NAME] [--replace | --temporary] [OPTIONS]",
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
      description = "Database of the tables; made if it is not there. Default: ${DEFAULT-VALUE}")
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

  @Override
  int run(CommonOptions common, Settings settings, Progress progress) {
    LocalPaths.ofThisMachine().requireInput(out);
    Settings withConf = common.sessions(settings, name()).recorded(settings);
    return ListTables.run(withConf, new TablesRequest(out, database, form.form()), progress);
  }
}
