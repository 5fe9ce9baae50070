package io.cellora.job.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of what is printed and recorded: what stands under a name such as {@code
 * fs.s3a.secret.key}, in front of the host of a URL, or is the value of a secret that is known.
 */
public final class Redaction {

  /** What stands in a secret's place. */
  public static final String HIDDEN = "(hidden)";

  /** Of the name of a secret; for Spark's {@code spark.redaction.regex} too. */
  public static final String SECRET =
      "(?i)secret|passw(or)?d|passphrase|token|(access|account|private|encryption|api)[._-]?key";

  /** User and password of a URL, for Spark's too; a port and a path are none. */
  public static final String LOGIN = "(?<=://)[^\\s:/@\"']+:(?!\\d+/)[^\\s@\"']+(?=@)";

  private static final Pattern NAME = Pattern.compile(SECRET + "|credential");

  /** Ends of names that hold such a word, and whose values are none. */
  private static final Pattern HARMLESS =
      Pattern.compile("(?i)(provider|enabled|file|path|uri|class|interval|renewer)s?$");

  private static final Pattern URL_LOGIN = Pattern.compile(LOGIN);

  /** The signature of a URL that is signed, or a key in its place. */
  private static final Pattern URL_KEY =
      Pattern.compile(
          "(?i)([?&](?:[\\w-]*(?:signature|credential|token|secret|password)|sig)=)[^&\\s\"']+");

  private static final String ALREADY =
      "(?!" + Pattern.quote(HIDDEN) + "|\\*{3,}\\(redacted\\)|%28hidden)";

  /** As in {@code --conf spark.hadoop.fs.s3a.secret.key=abc}. */
  private static final Pattern OPTION =
      Pattern.compile("([\\w.-]{0,200}=)" + ALREADY + "(\"[^\"]*\"|'[^']*'|[^\\s,;&\"'}\\]]+)");

  /** As in JSON and in settings. */
  private static final Pattern QUOTED =
      Pattern.compile("(\"[\\w.-]{1,200}\"\\s*[:=]\\s*\")" + ALREADY + "([^\"]+)(?=\")");

  /** A line of a settings file: a name and what stands behind it. */
  private static final Pattern LINE =
      Pattern.compile(
          "(?<name>[\\w.\"-]+)\\s*[=:]\\s*(?:\"(?<quoted>[^\"\n]*)\"|(?<plain>[^\\s\"',}]+))");

  /** Shorter values stand in too many texts that have nothing to do with them. */
  private static final int SHORTEST = 8;

  /** Knows names and URLs alone. */
  public static final Redaction BY_NAME = new Redaction(List.of());

  private final List<String> values;

  private Redaction(List<String> values) {
    this.values = values;
  }

  /** Whether a setting, property or variable of this name holds a secret. */
  public static boolean isSecret(String name) {
    return NAME.matcher(name).find() && !HARMLESS.matcher(name).find();
  }

  /** Whether a URL has a password in it. */
  public static boolean hasLogin(String url) {
    return URL_LOGIN.matcher(url).find();
  }

  /** Hides, too, the values of those that are secret, wherever they stand. */
  public Redaction hiding(Map<?, ?> byName) {
    List<String> all = new ArrayList<>(values);
    byName.forEach(
        (name, value) -> {
          String secret = String.valueOf(value).strip();
          if (isSecret(String.valueOf(name)) && secret.length() >= SHORTEST) {
            all.add(secret);
          }
        });
    all.sort(Comparator.comparing(String::length).reversed().thenComparing(String::compareTo));
    return new Redaction(List.copyOf(all));
  }

  /** Hides, too, what a settings file that cannot be read has under secret names. */
  public Redaction hidingSettings(String file) {
    Redaction all = this;
    for (Matcher line = LINE.matcher(file); line.find(); ) {
      String value = line.group("quoted") == null ? line.group("plain") : line.group("quoted");
      all = all.hiding(Map.of(line.group("name").replace("\"", ""), value));
    }
    return all;
  }

  /** The text without secrets. */
  public String text(String text) {
    String shown = text;
    for (String value : values) {
      shown = shown.replace(value, HIDDEN);
    }
    if (shown.contains("://")) {
      shown = URL_LOGIN.matcher(shown).replaceAll(HIDDEN);
      shown = URL_KEY.matcher(shown).replaceAll("$1" + HIDDEN);
    }
    return NAME.matcher(shown).find() ? byName(QUOTED, byName(OPTION, shown)) : shown;
  }

  private static String byName(Pattern named, String text) {
    return named
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    isSecret(name(found.group(1))) ? found.group(1) + HIDDEN : found.group()));
  }

  private static String name(String before) {
    return before.replaceAll("[\"\\s:=]+", "");
  }
}
