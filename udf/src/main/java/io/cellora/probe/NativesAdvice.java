package io.cellora.probe;

import io.cellora.probe.JvmFacts.Cache;
import io.cellora.probe.JvmFacts.Natives;
import io.cellora.torch.SystemLibraries;
import io.cellora.torch.Versions;
import java.util.ArrayList;
import java.util.List;

/** Whether libtorch 2.7.1 can be loaded, as far as it can be said before it is tried. */
final class NativesAdvice {

  private static final String PLATFORM = "linux-amd64";
  private static final long UNPACKED_BYTES = 500 * Bytes.MEBI;

  private NativesAdvice() {}

  static List<Finding> of(Natives natives) {
    List<Finding> findings = new ArrayList<>();
    findings.add(platform(natives.platform()));
    findings.add(glibc(natives.glibc()));
    findings.add(glibcxx(natives.glibcxx()));
    findings.add(cache(natives.cache()));
    findings.add(downloads(natives.cache()));
    return findings;
  }

  private static Finding platform(String platform) {
    return platform.equals(PLATFORM)
        ? Finding.ok("platform", platform)
        : Finding.change("platform", platform, "run on 64-bit x86 Linux: libtorch is built for it");
  }

  private static Finding glibc(String version) {
    if (version.equals(SystemLibraries.MUSL)) {
      return Finding.change("glibc", "musl (Alpine)", SystemLibraries.OTHER_IMAGE);
    }
    return library("glibc", version, SystemLibraries.LEAST_GLIBC);
  }

  private static Finding glibcxx(String version) {
    return library("libstdc++", version, SystemLibraries.LEAST_GLIBCXX);
  }

  private static Finding library(String name, String version, String least) {
    String needed = ", torch needs " + least;
    if (version.isEmpty()) {
      return Finding.hint(name, "version not known" + needed, "see whether torch starts");
    }
    return Versions.atLeast(version, least)
        ? Finding.ok(name, version + needed)
        : Finding.change(name, version + needed, SystemLibraries.OTHER_IMAGE);
  }

  private static Finding cache(Cache cache) {
    String about = "native cache";
    String folder =
        "--conf spark.executorEnv.DJL_CACHE_DIR=/a/folder, and DJL_CACHE_DIR for the driver";
    if (!cache.libraryPath().isEmpty()) {
      return cache.filled()
          ? Finding.ok(about, "libtorch from " + cache.libraryPath())
          : Finding.change(
              about,
              "no libtorch in PYTORCH_LIBRARY_PATH " + cache.libraryPath(),
              "name the lib folder of an installed torch 2.7.1, or unset it");
    }
    if (cache.filled()) {
      return Finding.ok(about, "libtorch is in " + cache.folder());
    }
    if (!cache.writable()) {
      return Finding.change(about, "not writable: " + cache.folder(), folder);
    }
    return cache.freeBytes() < UNPACKED_BYTES
        ? Finding.change(
            about,
            Bytes.text(cache.freeBytes()) + " free, 0.5 GiB needed: " + cache.folder(),
            "make room, or " + folder)
        : Finding.ok(about, "room for libtorch in " + cache.folder());
  }

  private static Finding downloads(Cache cache) {
    return cache.offline()
        ? Finding.ok("downloads", "forbidden")
        : Finding.hint(
            "downloads",
            "DJL_OFFLINE is false: DJL may fetch another libtorch",
            "unset DJL_OFFLINE");
  }
}
