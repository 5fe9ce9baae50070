package io.cellora.job.report.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The templates below resources/report; what they insert is escaped unless they say otherwise. */
final class Templates {

  private static final String FOLDER = "/report/";
  private static final Mustache.Compiler COMPILER =
      Mustache.compiler().escapeHTML(true).strictSections(true);
  private static final Map<String, Template> COMPILED = new ConcurrentHashMap<>();

  private Templates() {}

  static String render(String name, Object model) {
    return COMPILED
        .computeIfAbsent(name, file -> COMPILER.compile(resource(file + ".html")))
        .execute(model);
  }

  /** The text of a file of the folder. */
  static String resource(String file) {
    try (InputStream in = Templates.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("Cannot find template (not in the jar): " + FOLDER + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read template: " + FOLDER + file, e);
    }
  }
}
