package io.dunlin.cluster.demo;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Tells how far a long step is: a bar that redraws itself on a terminal, a line for every fifth
 * otherwise, so that a file or a pipe gets no control characters. Safe for many threads.
 */
final class Progress {
  private static final int WIDTH = 30;
  private static final int LINES = 5;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintStream out;
  private final boolean terminal;
  private final String step;
  private final int total;
  private final long start = System.nanoTime();
  private int done;
  private int lines;
  private long drawn;

  Progress(PrintStream out, boolean terminal, String step, int total) {
    this.out = out;
    this.terminal = terminal;
    this.step = step;
    this.total = total;
  }

  synchronized void add(int count) {
    done += count;
    if (terminal) {
      redraw();
    } else if (done * (long) LINES / total > lines) {
      lines = (int) (done * (long) LINES / total);
      out.println(text());
    }
  }

  /** Points a second since the start. */
  synchronized double rate() {
    return done / Math.max(1e-9, (System.nanoTime() - start) / 1e9);
  }

  private void redraw() {
    long now = System.nanoTime();
    if (now - drawn > REDRAW_NANOS || done == total) {
      drawn = now;
      int filled = (int) ((long) WIDTH * done / total);
      out.print("\r" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "  " + text());
      out.print(done == total ? "\n" : "");
      out.flush();
    }
  }

  private String text() {
    return String.format(Locale.ROOT, "%-6s  %,9d of %,d  %,8.0f/s", step, done, total, rate());
  }
}
