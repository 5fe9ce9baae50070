package io.cellora.job.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the jar. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Cellora.class.getPackage().getImplementationVersion())
            .orElse("(not from a jar)");
    return new String[] {"cellora " + version, "java " + System.getProperty("java.version")};
  }
}
