package io.dunlin.faults.net;

import io.dunlin.faults.process.Shell;
import io.dunlin.faults.process.Undertaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A network namespace for each node, with an address of its own, on a bridge whose other end is
 * this JVM's. Needs {@code ip} and the right to use it.
 *
 * <p>What one host sends to another is lost when the sender believes that the other has a link
 * address which nobody has: silently, in this direction, between these two, as in a broken network.
 */
public final class Namespaces implements Hosts {
  private static final String NOBODY = "02:00:00:00:00:fe";
  private static final Pattern OURS = Pattern.compile("d(\\d+)(n\\d+)?");

  // Other runs on this machine have other process ids.
  private final String name = "d" + ProcessHandle.current().pid();
  private final String subnet;
  private final int count;

  private Namespaces(int count) {
    long pid = ProcessHandle.current().pid();
    this.subnet = "10.%d.%d.".formatted(64 + pid / 250 % 128, pid % 250);
    this.count = count;
  }

  /** Whether this machine lets us. */
  public static boolean allowed() throws InterruptedException {
    String probe = "p" + ProcessHandle.current().pid();
    return Shell.works("ip", "netns", "add", probe)
        && Shell.works("ip", "netns", "exec", probe, "ip", "link", "set", "lo", "up")
        && Shell.works("ip", "netns", "del", probe);
  }

  public static Namespaces start(int count) throws IOException, InterruptedException {
    sweep(Path.of("/run/netns"), "netns");
    sweep(Path.of("/sys/class/net"), "link");
    Namespaces hosts = new Namespaces(count);
    try {
      hosts.lay();
    } catch (IOException e) {
      hosts.close();
      throw e;
    }
    return hosts;
  }

  /** Removes what runs have left whose processes are gone. */
  private static void sweep(Path names, String kind) throws IOException, InterruptedException {
    if (!Files.isDirectory(names)) {
      return;
    }
    List<String> left;
    try (Stream<Path> all = Files.list(names)) {
      left =
          all.map(path -> path.getFileName().toString())
              .filter(name -> {
                Matcher ours = OURS.matcher(name);
                return ours.matches() && ProcessHandle.of(Long.parseLong(ours.group(1))).isEmpty();
              })
              .toList();
    }
    for (String name : left) {
      boolean _ = Shell.works("ip", kind, "del", name);
    }
  }

  private void lay() throws IOException, InterruptedException {
    Undertaker.ours().atEnd(List.of("ip", "link", "del", name));
    Shell.run("ip", "link", "add", name, "type", "bridge");
    Shell.run("ip", "addr", "add", gateway() + "/24", "dev", name);
    Shell.run("ip", "link", "set", name, "up");
    for (int node = 0; node < count; node++) {
      String space = space(node);
      Undertaker.ours().atEnd(List.of("ip", "netns", "del", space));
      Shell.run("ip", "netns", "add", space);
      Shell.run("ip", "link", "add", space, "type", "veth", "peer", "name", "eth0", "netns", space);
      Shell.run("ip", "link", "set", space, "master", name, "up");
      in(node, "ip", "link", "set", "lo", "up");
      in(node, "ip", "addr", "add", address(node) + "/24", "dev", "eth0");
      in(node, "ip", "link", "set", "eth0", "up");
    }
  }

  @Override
  public String address(int node) {
    return subnet + (node + 1);
  }

  @Override
  public String gateway() {
    return subnet + "254";
  }

  @Override
  public List<String> enter(int node) {
    return List.of("ip", "netns", "exec", space(node));
  }

  /** From now on nothing that one node sends reaches the other. */
  public void cut(int from, int to) throws IOException, InterruptedException {
    lose(from, address(to));
  }

  /** From now on nothing that a node sends reaches the database, nor us. */
  public void cutFromGateway(int from) throws IOException, InterruptedException {
    lose(from, gateway());
  }

  /** Ends every cut. */
  public void heal() throws IOException, InterruptedException {
    for (int node = 0; node < count; node++) {
      in(node, "ip", "neigh", "flush", "dev", "eth0", "nud", "permanent");
    }
  }

  private void lose(int from, String to) throws IOException, InterruptedException {
    in(from, "ip", "neigh", "replace", to, "lladdr", NOBODY, "nud", "permanent", "dev", "eth0");
  }

  private void in(int node, String... command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(enter(node));
    words.addAll(List.of(command));
    Shell.run(words.toArray(String[]::new));
  }

  private String space(int node) {
    return name + "n" + node;
  }

  @Override
  public void close() throws IOException {
    try {
      for (int node = 0; node < count; node++) {
        boolean _ = Shell.works("ip", "netns", "del", space(node));
      }
      boolean _ = Shell.works("ip", "link", "del", name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
