package io.dunlin.cluster.settings;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much memory this process can count on. */
final class MachineMemory {
  private MachineMemory() {}

  /** Bytes of the machine, or of the container if that has fewer, that the heap will not take. */
  static long besideHeap() {
    long all =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return Math.max(0, all - Runtime.getRuntime().maxMemory());
  }
}
