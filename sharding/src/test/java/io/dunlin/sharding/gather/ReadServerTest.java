package io.dunlin.sharding.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.query.CursorMetrics;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.HeldViews;
import io.dunlin.actors.query.ReadLoad;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.actors.wire.kryo.WireCodec;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How what other nodes ask for together is answered. */
class ReadServerTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final MessageCodec CODEC = WireCodec.of(KIT.system());

  private static final CopyRegistry COPIES = new CopyRegistry();

  private final TestProbe<ReadProtocol.Piece> asker = KIT.createTestProbe();
  private final ShardReader reader =
      new ShardReader(
          COPIES,
          new ReadLoad(System.nanoTime()),
          new NodeId(new UUID(0, 1)),
          new HeldViews(COPIES, CursorSettings.DEFAULT, CursorMetrics.none(), System::nanoTime));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void readsThatWereAskedForTogetherAreAnsweredTogether() throws Exception {
    server(CODEC).tell(ask(40));
    List<ReadProtocol.Ended> ended = reply(asker.receiveMessage());
    assertThat(ended.stream().map(ReadProtocol.Ended::number))
        .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
    assertThat(ended)
        .allSatisfy(one ->
            assertThat(one.outcome().answer().getError()).hasMessageContaining("is not open yet"));
    asker.expectNoMessage(Duration.ofMillis(20));
  }

  @Test
  void whatIsTooLargeTogetherIsAnsweredOneByOne() throws Exception {
    MessageCodec narrow =
        new MessageCodec() {
          @Override
          public byte[] write(Object message, int limit) {
            if (message instanceof ReadProtocol.Reply reply && reply.reads().size() > 1) {
              throw new MessageTooLargeException("too large");
            }
            return CODEC.write(message, limit);
          }

          @Override
          public Object read(byte[] bytes) throws NotSerializableException {
            return CODEC.read(bytes);
          }
        };
    server(narrow).tell(ask(3));
    List<Integer> numbers = new ArrayList<>();
    for (int piece = 0; piece < 3; piece++) {
      ReadProtocol.Piece one = asker.receiveMessage();
      assertThat(reply(one)).hasSize(1);
      numbers.add((int) one.frame().stream());
    }
    assertThat(numbers).containsExactly(0, 1, 2);
  }

  private ActorRef<ReadProtocol.Ask> server(MessageCodec codec) {
    return KIT.spawn(ReadServer.create(codec, reader, ForkJoinPool.commonPool()));
  }

  private ReadProtocol.Ask ask(int reads) {
    Deadline deadline = Deadline.in(Duration.ofMinutes(1));
    ReadProtocol.Read count = new ReadProtocol.Count(Filter.ALL);
    List<ReadProtocol.Numbered> numbered =
        IntStream.range(0, reads)
            .mapToObj(number ->
                new ReadProtocol.Numbered(
                    number,
                    new ReadProtocol.Request(new ShardId(new UUID(1, number)), count, deadline)))
            .toList();
    return new ReadProtocol.Ask(numbered, asker.getRef());
  }

  private static List<ReadProtocol.Ended> reply(ReadProtocol.Piece piece)
      throws NotSerializableException {
    return ((ReadProtocol.Reply) CODEC.read(piece.frame().bytes())).reads();
  }
}
