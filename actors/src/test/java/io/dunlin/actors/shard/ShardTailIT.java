package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.feed.EntryAssembly;
import io.dunlin.actors.feed.FeedProtocol.EntryPiece;
import io.dunlin.actors.feed.TailProtocol;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.MemoryLogs;
import io.dunlin.actors.fixture.TestFencing;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import java.io.NotSerializableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers of a shard's log are told while writers come, go and are fenced off. */
class ShardTailIT {
  @TempDir Path folder;

  private final TestFencing fencing = new TestFencing();
  private ShardHarness harness;

  @BeforeEach
  void start() throws Exception {
    harness = new ShardHarness(folder, ShardHarness.SMALL, fencing);
    harness.awaitOpen();
  }

  @AfterEach
  void stop() {
    harness.close();
  }

  @Test
  void readersAreToldTheOneHistoryWhicheverWritersThereWere() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Reader follower = new Reader(600 + random.nextInt(5_000));
    for (int round = 1; round <= 12; round++) {
      PointOperation some = ShardHarness.upsert(random.nextInt(50), 50 + random.nextInt(50), round);
      // What goes wrong now goes wrong with a shard that writes.
      write(ShardHarness.upsert(0, 2, round));
      switch (random.nextInt(6)) {
        case 0 -> {
          harness.logs.mode(MemoryLogs.Mode.LATE);
          var _ = ShardHarness.refusal(harness.write(some));
          harness.logs.mode(MemoryLogs.Mode.WORKING);
          write(ShardHarness.upsert(0, 3, round));
          harness.logs.arrive();
        }
        case 1 -> {
          harness.logs.mode(MemoryLogs.Mode.STORING_BUT_FAILING);
          var _ = ShardHarness.refusal(harness.write(some));
          harness.logs.mode(MemoryLogs.Mode.WORKING);
        }
        case 2 -> {
          harness.logs.hold();
          CompletionStage<Long> answer = harness.write(some);
          Await.until("the journal holds the write", () -> harness.logs.held() == 1);
          fencing.loseAll();
          harness.logs.release();
          var _ = ShardHarness.refusal(answer);
        }
        case 3 -> {
          harness.stop();
          harness.start();
          harness.awaitOpen();
        }
        default -> write(some);
      }
      if (random.nextBoolean()) {
        follower.read(random.nextInt(4));
      }
    }
    write(ShardHarness.upsert(0, 10, 99));
    follower.readToEnd("the same entries: seed " + seed);
    new Reader(400).readToEnd("from the first entry on: seed " + seed);
  }

  @Test
  void whatAWriterCannotConfirmIsNotTold() throws Exception {
    write(ShardHarness.upsert(0, 10, 0));
    Reader reader = new Reader(10_000);
    reader.readToEnd("what is there");
    LogPoint confirmed = reader.at;
    harness.logs.hold();
    CompletionStage<Long> unknown = harness.write(ShardHarness.upsert(0, 10, 1));
    Await.until("the journal holds the write", () -> harness.logs.held() == 1);
    assertThat(reader.ask(Duration.ZERO)).isEqualTo(new TailProtocol.Entries(confirmed, List.of()));
    fencing.refuse(true);
    fencing.loseAll();
    harness.logs.release();
    var _ = ShardHarness.refusal(unknown);
    assertThat(reader.ask(Duration.ofMillis(300))).isEqualTo(new TailProtocol.NotNow());
    fencing.refuse(false);
  }

  @Test
  void whatAReaderHasYetToReadIsPinnedAndWhatIsGoneIsSaidToBe() throws Exception {
    write(ShardHarness.upsert(0, 10, 0));
    Reader reader = new Reader(10_000);
    reader.readToEnd("what is there");
    assertThat(reader.ask(Duration.ZERO)).isInstanceOf(TailProtocol.Entries.class);
    write(ShardHarness.upsert(0, 10, 1));
    assertThat(harness.segmentFiles.logPins().limit(harness.shard)).isEqualTo(reader.at.position());
    harness.logs.trim(harness.shard.toString(), 1);
    assertThat(new Reader(10_000).ask(Duration.ZERO)).isEqualTo(new TailProtocol.Trimmed(2));
    Reader stranger = new Reader(10_000);
    stranger.at = new LogPoint(reader.at.position(), reader.at.epoch() + 1, 7);
    assertThat(stranger.ask(Duration.ZERO)).isInstanceOf(TailProtocol.Foreign.class);
    stranger.at = new LogPoint(reader.at.position() + 100, reader.at.epoch(), 7);
    assertThat(stranger.ask(Duration.ZERO)).isInstanceOf(TailProtocol.Foreign.class);
  }

  @Test
  void aReaderThatWaitsIsToldAtOnceWhenSomethingComes() throws Exception {
    write(ShardHarness.upsert(0, 10, 0));
    Reader reader = new Reader(10_000);
    reader.readToEnd("what is there");
    CompletionStage<TailProtocol.Answer> waiting = reader.question(Duration.ofMinutes(1));
    write(ShardHarness.upsert(0, 1, 1));
    assertThat(((TailProtocol.Entries) ShardHarness.get(waiting)).pieces()).hasSize(1);
  }

  /** Whether it was done in spite of a writer that goes is not always known: it is sent again. */
  private void write(PointOperation operation) throws InterruptedException {
    Await.until(
        "the write is done",
        () -> harness.write(operation).toCompletableFuture().exceptionally(_ -> 0L).join() > 0);
  }

  private final class Reader {
    private final UUID id = UUID.randomUUID();
    private final int maxBytes;
    private EntryAssembly assembly = new EntryAssembly();
    private LogPoint at = LogPoint.START;

    Reader(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    CompletionStage<TailProtocol.Answer> question(Duration patience) {
      return AskPattern.ask(
          harness.entity(),
          replyTo ->
              new ShardProtocol.Tail(
                  new TailProtocol.Question(id, at, assembly.held(), maxBytes, patience, replyTo)),
          Await.PATIENCE,
          harness.kit.scheduler());
    }

    TailProtocol.Answer ask(Duration patience) {
      return ShardHarness.get(question(patience));
    }

    /** Answers to so many questions. */
    void read(int questions) throws NotSerializableException {
      for (int i = 0; i < questions; i++) {
        switch (ask(Duration.ofMillis(10))) {
          case TailProtocol.Entries entries -> {
            for (EntryPiece piece : entries.pieces()) {
              var whole = assembly.add(piece);
              if (whole.isPresent()) {
                assertThat(piece.after()).isEqualTo(at.position());
                at =
                    at.next(
                        piece.position(),
                        LogEntry.read(whole.get().bytes(), whole.get().manifest()));
                assertThat(at.prefix()).isEqualTo(piece.prefix());
              }
            }
          }
          case TailProtocol.NotNow _ -> assembly = new EntryAssembly();
          case TailProtocol.Answer other -> throw new AssertionError("told " + other);
        }
      }
    }

    /**
     * To the entry that the copy has come to, which may go on meanwhile: builds end when they do.
     */
    void readToEnd(String what) throws InterruptedException {
      Await.until(
          "all is read",
          () -> {
            try {
              read(1);
            } catch (NotSerializableException e) {
              throw new AssertionError(e);
            }
            LogPoint end = harness.copy().at();
            boolean there = at.position() == end.position();
            if (there) {
              assertThat(at).as(what).isEqualTo(end);
            }
            return there;
          });
    }
  }
}
