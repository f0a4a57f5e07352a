package io.dunlin.faults.process;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Ends what this JVM has started when this JVM ends, however that happens, kill -9 included: a
 * shell that waits for the end of its input. It finds processes by an option that names this JVM as
 * their parent, stopped ones and those in other namespaces too, and then runs what it was told. Any
 * thread may use it.
 */
public final class Undertaker {
  /** Also that of {@code local-cassandra}. */
  private static final String OPTION = "-Ddunlin.parent=";

  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      last=''
      while IFS= read -r line; do last="$line
      $last"; done
      for words in /proc/[0-9]*/cmdline; do
        pid=${words#/proc/}
        pid=${pid%/cmdline}
        if [ "$pid" != $$ ] && tr '\\0' '\\n' < "$words" 2> /dev/null | grep -qx -e "$1"; then
          kill -9 "$pid"
        fi
      done
      eval "$last"
      """;

  private static final Undertaker OURS = new Undertaker();

  private final BufferedWriter input;

  private Undertaker() {
    try {
      input =
          new ProcessBuilder("setsid", "sh", "-c", SCRIPT, "undertaker", option())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .outputWriter();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** That of this JVM. */
  public static Undertaker ours() {
    return OURS;
  }

  /** A JVM that is started with this option is ended with this one. */
  public static String option() {
    return OPTION + ProcessHandle.current().pid();
  }

  /**
   * To be run after this JVM and all it started have ended, the last one first; may fail.
   *
   * @param command words without spaces or quotes
   */
  public synchronized void atEnd(List<String> command) throws IOException {
    input.write(String.join(" ", command));
    input.newLine();
    input.flush();
  }
}
