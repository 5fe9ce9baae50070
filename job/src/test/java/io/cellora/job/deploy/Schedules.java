package io.cellora.job.deploy;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.util.Optional;

/** When descriptors run, as those read it who start them. */
final class Schedules {

  static final CronDefinition QUARTZ = CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ);
  static final CronDefinition UNIX = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);

  private Schedules() {}

  /** Why a schedule cannot be read, or nothing. */
  static Optional<String> problem(CronDefinition form, String cron) {
    try {
      new CronParser(form).parse(cron).validate();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }
}
