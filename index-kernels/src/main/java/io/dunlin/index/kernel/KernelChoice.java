package io.dunlin.index.kernel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks the kernels for this process and says which, and why. */
final class KernelChoice {
  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private KernelChoice() {}

  static Kernels byName(String name) {
    Kernels chosen =
        switch (name) {
          case "auto" -> vectorModuleIsThere() ? new SimdKernels() : new ScalarKernels();
          case "simd" -> new SimdKernels();
          case "scalar" -> new ScalarKernels();
          default ->
              throw new IllegalArgumentException(
                  "unknown kernels '" + name + "': use auto, simd or scalar");
        };
    LOG.info("Kernels: {} (asked for: {})", chosen.name(), name);
    return chosen;
  }

  private static boolean vectorModuleIsThere() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }
}
