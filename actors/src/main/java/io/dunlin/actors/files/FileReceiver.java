package io.dunlin.actors.files;

import io.dunlin.index.file.AsideFile;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.manifest.ManifestStore;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.SealedSegment;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Receives files of other nodes. An actor takes the pieces, and the threads that want the files
 * write them and confirm each, so that no more than a few are ever held. What is sent to {@link
 * #PATH} goes over a connection of its own, where the node's settings say so.
 */
public final class FileReceiver {
  private static final String NAME = "file-receiver";
  public static final String PATH = "/system/" + NAME;

  /** Others may be served first. */
  private static final Duration FIRST = Duration.ofSeconds(30);

  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final Map<Long, BlockingQueue<FileProtocol.Answer>> transfers = new ConcurrentHashMap<>();
  private final AtomicLong started = new AtomicLong();
  private final ActorRef<FileProtocol.Answer> actor;

  private FileReceiver(ActorSystem<?> system) {
    actor = system.systemActorOf(dealing(), NAME, Props.empty());
  }

  /** One on every node. */
  public static FileReceiver start(ActorSystem<?> system) {
    return new FileReceiver(system);
  }

  private Behavior<FileProtocol.Answer> dealing() {
    return Behaviors.receiveMessage(answer -> {
      BlockingQueue<FileProtocol.Answer> waiting = transfers.get(numberOf(answer));
      if (waiting != null) {
        waiting.add(answer);
      }
      return Behaviors.same();
    });
  }

  private static long numberOf(FileProtocol.Answer answer) {
    return switch (answer) {
      case FileProtocol.Piece piece -> piece.frame().stream();
      case FileProtocol.Missing missing -> missing.number();
      case FileProtocol.Refused refused -> refused.number();
    };
  }

  /**
   * Fetches a sealed file into a folder: written aside, every checksum compared, fsynced, renamed.
   * Waits.
   *
   * @return its bytes
   * @throws NoSuchFileException when the node does not have it
   * @throws IOException when it does not answer, or sends something else
   */
  public long fetch(
      ActorRef<FileProtocol.ToServer> server, ShardId shard, String name, Path directory)
      throws IOException {
    return receive(
        server,
        shard,
        name,
        directory,
        (aside, bytes) -> {
          SealedSegment.verify(aside.path());
          Path _ = aside.publish(name);
          return bytes;
        });
  }

  /**
   * Asks for the newest manifest that a node has of a shard. Waits.
   *
   * @param directory for what is being received; nothing is left there
   * @throws NoSuchFileException when the node has none
   * @throws IOException when it does not answer, or sends something else
   */
  public Manifest fetchManifest(
      ActorRef<FileProtocol.ToServer> server, ShardId shard, Path directory) throws IOException {
    return receive(
        server,
        shard,
        FileProtocol.NEWEST_MANIFEST,
        directory,
        (aside, _) -> ManifestStore.read(shard, aside.path()));
  }

  /** What becomes of a file that has come. */
  private interface Use<T> {
    T of(AsideFile aside, long bytes) throws IOException;
  }

  private <T> T receive(
      ActorRef<FileProtocol.ToServer> server,
      ShardId shard,
      String name,
      Path directory,
      Use<T> use)
      throws IOException {
    long number = started.incrementAndGet();
    BlockingQueue<FileProtocol.Answer> answers = new LinkedBlockingQueue<>();
    transfers.put(number, answers);
    try (AsideFile aside = AsideFile.create(directory, name + "." + UUID.randomUUID())) {
      server.tell(new FileProtocol.Ask(number, shard, name, actor));
      return use.of(aside, write(answers, aside));
    } finally {
      transfers.remove(number);
    }
  }

  private static long write(BlockingQueue<FileProtocol.Answer> answers, AsideFile aside)
      throws IOException {
    long bytes = 0;
    for (int piece = 0; ; piece++) {
      switch (next(answers, piece == 0 ? FIRST : SILENCE)) {
        case FileProtocol.Piece(var frame, var sender) -> {
          if (frame.number() != piece) {
            throw new IOException("piece %d came as number %d".formatted(frame.number(), piece));
          }
          aside.write(ByteBuffer.wrap(frame.bytes()));
          bytes += frame.bytes().length;
          if (frame.last()) {
            return bytes;
          }
          sender.tell(new FileProtocol.More());
        }
        case FileProtocol.Missing _ -> throw new NoSuchFileException("not on that node");
        case FileProtocol.Refused(_, String reason) -> throw new IOException(reason);
      }
    }
  }

  private static FileProtocol.Answer next(
      BlockingQueue<FileProtocol.Answer> answers, Duration patience) throws IOException {
    try {
      FileProtocol.Answer answer = answers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (answer == null) {
        throw new IOException("nothing came for " + patience.toSeconds() + " s");
      }
      return answer;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a file was received");
    }
  }
}
