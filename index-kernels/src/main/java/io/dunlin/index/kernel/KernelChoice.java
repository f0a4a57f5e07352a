package io.dunlin.index.kernel;

import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks the kernels for this process and says which, and why. */
final class KernelChoice {
  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private KernelChoice() {}

  static Kernels byName(String name) {
    Kernels chosen = name.equals("auto") ? best() : named(name);
    LOG.info("Kernels: {} (asked for: {})", chosen.name(), name);
    return chosen;
  }

  private static Kernels best() {
    List<NativeLibrary> libraries = NativeLibrary.usable();
    if (!libraries.isEmpty()) {
      return new NativeKernels(libraries.getFirst());
    }
    return vectorModuleIsThere() ? new SimdKernels() : new ScalarKernels();
  }

  private static Kernels named(String name) {
    List<NativeLibrary> libraries = NativeLibrary.usable();
    if (name.equals("native") && !libraries.isEmpty()) {
      return new NativeKernels(libraries.getFirst());
    }
    for (NativeLibrary library : libraries) {
      if (name.equals("native-" + library.isa())) {
        return new NativeKernels(library);
      }
    }
    return switch (name) {
      case "simd" -> new SimdKernels();
      case "scalar" -> new ScalarKernels();
      default ->
          throw new IllegalArgumentException(
              "kernels '%s' are not to be had here: use one of %s".formatted(name, names()));
    };
  }

  /** What this machine can choose from, the fastest first. */
  static List<String> names() {
    return Stream.concat(
            NativeLibrary.usable().stream().map(library -> "native-" + library.isa()),
            Stream.of("simd", "scalar"))
        .toList();
  }

  private static boolean vectorModuleIsThere() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }
}
