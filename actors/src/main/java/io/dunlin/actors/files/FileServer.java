package io.dunlin.actors.files;

import io.dunlin.persistence.manifest.ManifestStore;
import io.dunlin.persistence.segment.SegmentBuilder;
import io.dunlin.persistence.store.TokenBucket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Gives this node's sealed files and manifests to other nodes, one on every node under a name that
 * all know. A few at a time are sent, a few more wait, the rest is refused: who asks has other
 * places to ask.
 */
public final class FileServer {
  private static final String NAME = "files";
  public static final String PATH = "/system/" + NAME;

  private static final int SENDING = 4;
  private static final int WAITING = 64;

  /** A sender has ended. */
  record Sent() implements FileProtocol.ToServer {}

  /**
   * What the sending needs.
   *
   * @param rate of all senders together
   * @param threads for senders, which wait for the disk and the rate
   */
  public record Parts(
      ManifestStore local,
      FilePins pins,
      TokenBucket rate,
      FileMetrics metrics,
      DispatcherSelector threads) {}

  private final ActorContext<FileProtocol.ToServer> context;
  private final Parts parts;
  private final Deque<FileProtocol.Ask> waiting = new ArrayDeque<>();
  private int sending;

  private FileServer(ActorContext<FileProtocol.ToServer> context, Parts parts) {
    this.context = context;
    this.parts = parts;
  }

  /** Starts the node's server. */
  public static ActorRef<FileProtocol.ToServer> start(ActorSystem<?> system, Parts parts) {
    return system.systemActorOf(create(parts), NAME, Props.empty());
  }

  private static Behavior<FileProtocol.ToServer> create(Parts parts) {
    return Behaviors.setup(context -> {
      FileServer server = new FileServer(context, parts);
      return Behaviors.receiveMessage(server::onMessage);
    });
  }

  private Behavior<FileProtocol.ToServer> onMessage(FileProtocol.ToServer message) {
    switch (message) {
      case FileProtocol.Ask ask -> {
        if (waiting.size() < WAITING) {
          waiting.add(ask);
        } else {
          ask.replyTo()
              .tell(new FileProtocol.Refused(ask.number(), "too many files are asked for"));
        }
      }
      case Sent _ -> sending--;
    }
    while (sending < SENDING && !waiting.isEmpty()) {
      send(waiting.remove());
    }
    return Behaviors.same();
  }

  private void send(FileProtocol.Ask ask) {
    Optional<Path> file;
    try {
      file = find(ask);
    } catch (IOException failure) {
      ask.replyTo().tell(new FileProtocol.Refused(ask.number(), failure.toString()));
      return;
    }
    if (file.isEmpty()) {
      ask.replyTo().tell(new FileProtocol.Missing(ask.number()));
      return;
    }
    sending++;
    context.watchWith(
        context.spawnAnonymous(FileSender.create(ask, file.get(), parts), parts.threads()),
        new Sent());
  }

  /** Sealed files and the newest manifest only, and nothing outside of the shard's folder. */
  private Optional<Path> find(FileProtocol.Ask ask) throws IOException {
    if (ask.file().equals(FileProtocol.NEWEST_MANIFEST)) {
      return parts.local().newest(ask.shard());
    }
    boolean sealed =
        ask.file().endsWith(SegmentBuilder.SUFFIX)
            && ask.file().chars().allMatch(c -> c == '.' || Character.isLetterOrDigit(c));
    return sealed ? parts.local().find(ask.shard(), ask.file()) : Optional.empty();
  }
}
