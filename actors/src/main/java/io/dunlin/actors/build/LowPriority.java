package io.dunlin.actors.build;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a thread give way: builds take every core that reads and writes leave, and no more. Java's
 * own thread priorities have no effect on Linux, so the kernel is asked, whose {@code setpriority}
 * is about a single thread there. On other systems nothing happens.
 */
public final class LowPriority {
  private static final Logger log = LoggerFactory.getLogger(LowPriority.class);

  /** About a third of a normal thread's share where both want the same core. */
  private static final int NICENESS = 5;

  private static final int PRIO_PROCESS = 0;
  private static final int THIS_THREAD = 0;

  private LowPriority() {}

  /** Lowers the calling thread, for good, and the threads that it starts from now on. */
  public static void enter() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return;
    }
    try {
      int failed = (int) SetPriority.HANDLE.invokeExact(PRIO_PROCESS, THIS_THREAD, NICENESS);
      if (failed != 0) {
        log.debug("The kernel kept the priority of {}", Thread.currentThread().getName());
      }
    } catch (Throwable e) { // what a method handle may throw; builds work without it
      log.warn("Builds run at normal priority", e);
    }
  }

  @SuppressWarnings("restricted") // the signature is the one of the C library
  private static final class SetPriority {
    private static final MethodHandle HANDLE =
        Linker.nativeLinker()
            .downcallHandle(
                symbol(),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT));

    private static MemorySegment symbol() {
      SymbolLookup libraries = Linker.nativeLinker().defaultLookup();
      return libraries.findOrThrow("setpriority");
    }
  }
}
