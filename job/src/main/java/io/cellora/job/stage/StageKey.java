package io.cellora.job.stage;

import io.cellora.job.config.ResumeKeys;
import io.cellora.job.config.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** What a stage depends on: earlier stages, settings, and facts such as the hash of a file. */
record StageKey(List<String> parts) {

  StageKey {
    parts = List.copyOf(parts);
  }

  /** All that earlier stages depend on. */
  static StageKey after(Stage... stages) {
    return after(Arrays.asList(stages));
  }

  static StageKey after(Collection<Stage> stages) {
    return new StageKey(stages.stream().map(Stage::key).toList());
  }

  /**
   * And on settings.
   *
   * @param keys a regular expression for whole keys, such as {@code evaluate\..*}
   */
  StageKey with(Settings settings, String keys) {
    StageKey key = this;
    for (var leaf : ResumeKeys.leaves(settings).entrySet()) {
      key = leaf.getKey().matches(keys) ? key.and(leaf) : key;
    }
    return key;
  }

  /** And on something that its text tells apart. */
  StageKey and(Object fact) {
    List<String> more = new ArrayList<>(parts);
    more.add(String.valueOf(fact));
    return new StageKey(more);
  }

  /** Parts are counted, so that no two lists of them give one text. */
  String sha256(String stage) {
    StringBuilder text = new StringBuilder(stage);
    parts.forEach(part -> text.append('\n').append(part.length()).append(':').append(part));
    try {
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash a stage (this JVM lacks SHA-256)", e);
    }
  }
}
