package io.dunlin.actors.wire.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.ClusterPicture;
import io.dunlin.actors.catalog.QuantizationPatch;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.FeedProtocol;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.snapshot.ExportProtocol;
import io.dunlin.actors.wire.Frame;
import io.dunlin.actors.wire.More;
import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.PlacementWish;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that is sent was forgotten, and no number stands twice. */
class WireTypeTest {
  private static Stream<Class<?>> types() {
    return Arrays.stream(WireType.values()).map(WireType::type);
  }

  @Test
  void everyNumberIsOfOneClass() {
    assertThat(Arrays.stream(WireType.values()).map(WireType::id))
        .doesNotHaveDuplicates()
        .allMatch(id -> id >= WireType.FIRST_ID);
    assertThat(types()).doesNotHaveDuplicates();
  }

  /** Messages to self are not public, and are never sent. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        CatalogProtocol.Command.class,
        ShardProtocol.Command.class,
        ReadProtocol.Read.class,
        ReadProtocol.Answer.class,
        FeedProtocol.ToFollower.class,
        FeedProtocol.ToFeed.class,
        PointOperation.class,
        PointOperation.Selection.class,
        Condition.class,
        Check.class,
        PayloadSelector.class,
        VectorSelector.class,
        QuantizationPatch.class,
        PlacementWish.class,
        DunlinFailure.class
      })
  void everyKindHasAForm(Class<?> sealed) {
    assertThat(types()).containsAll(publicKinds(sealed).toList());
  }

  /** Pekko finds the serializer by the interface. */
  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageIsOne(Class<?> message) {
    assertThat(WireMessage.class).isAssignableFrom(message);
    assertThat(types()).contains(message);
  }

  static Stream<Class<?>> messages() {
    return Stream.concat(
        Stream.of(
                CatalogProtocol.Command.class,
                CatalogProtocol.News.class,
                ShardProtocol.Command.class,
                FeedProtocol.ToFollower.class,
                FeedProtocol.ToFeed.class,
                ReadProtocol.Answer.class,
                ExportProtocol.Command.class,
                ExportProtocol.Answer.class)
            .flatMap(WireTypeTest::publicKinds),
        Stream.of(
            ClusterPicture.class,
            ReadProtocol.Request.class,
            ReadProtocol.Ask.class,
            ReadProtocol.Reply.class,
            ReadProtocol.Piece.class,
            Frame.class,
            More.class));
  }

  private static Stream<Class<?>> publicKinds(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses())
        .filter(kind -> Modifier.isPublic(kind.getModifiers()) && !kind.isInterface())
        .map(kind -> kind);
  }
}
