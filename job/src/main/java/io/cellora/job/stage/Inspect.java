package io.cellora.job.stage;

import io.cellora.h5ad.H5adInspector;
import io.cellora.h5ad.H5adOptions;
import io.cellora.h5ad.ShardReport;
import io.cellora.job.config.InspectRequest;
import io.cellora.job.config.OutputForm;
import io.cellora.job.config.Progress;
import io.cellora.job.config.Settings;
import io.cellora.job.report.InspectionJson;
import io.cellora.job.report.InspectionText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** {@code cellora inspect}: what is in h5ad files, read as the settings say they would be. */
public final class Inspect {

  private static final int UNREADABLE = 1;

  private Inspect() {}

  /** Answers the exit code; needs no Spark session. */
  public static int run(Settings settings, InspectRequest request, Progress progress) {
    Configuration hadoop = HadoopProperties.of(settings);
    Map<String, String> options = options(settings.input(), request);
    List<ShardReport> reports = new ArrayList<>();
    for (String path : request.files()) {
      progress.update("looking at " + path);
      for (ShardReport report : H5adInspector.inspect(path, hadoop, options)) {
        reports.add(report);
        if (request.form() == OutputForm.TABLE) {
          progress.table(InspectionText.of(report));
        }
      }
    }
    if (request.form() == OutputForm.JSON) {
      progress.output(InspectionJson.of(reports));
    }
    return reports.stream().allMatch(ShardReport::readable) ? 0 : UNREADABLE;
  }

  private static Map<String, String> options(Settings.Input input, InspectRequest request) {
    Map<String, String> options = new HashMap<>();
    options.put(H5adOptions.LAYER, input.layer());
    options.put(H5adOptions.NORMALIZE, H5adOptions.LOG1P10K);
    options.put(H5adOptions.NORMALIZED, Boolean.toString(input.normalized()));
    options.put(H5adOptions.GENE_SYMBOL_COLUMN, input.geneSymbolColumn());
    options.put(H5adOptions.MIN_GENE_OVERLAP, Integer.toString(input.minGeneOverlap()));
    request.geneOrder().ifPresent(path -> options.put(H5adOptions.GENE_ORDER, path));
    return options;
  }
}
