package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.query.HeldViews;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.query.ReadView.Held;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.cursor.CursorToken;
import io.dunlin.sharding.cursor.PagePlace;
import io.dunlin.sharding.route.KeyRoutes;
import io.dunlin.sharding.route.ShardGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The cursors of collections: begins one by having each shard's view held where it is answered,
 * finds it again by what a client carries, and lets go of what is held.
 */
record OpenCursors(Gathers gathers, CursorSettings settings) {
  /**
   * A cursor and the page of it that is wanted.
   *
   * @param place absent: the first
   */
  record Cursor(CursorToken token, Optional<PagePlace> place, ShardKeySelector keys) {
    Held held() {
      return token.held();
    }
  }

  /** Holds the views that the shards have now. */
  CompletionStage<Cursor> begin(
      CollectionInfo collection,
      long digest,
      ShardKeySelector keys,
      ReadView.NewCursor wanted,
      ReadOptions options) {
    Duration keepAlive = wanted.keepAlive().orElse(settings.keepAlive());
    if (keepAlive.compareTo(settings.longest()) > 0) {
      throw wrong("cursor.keep_alive: at most %d s".formatted(settings.longest().toSeconds()));
    }
    UUID id = UUID.randomUUID();
    Reading reading = gathers.reading(collection, keys, options.of(ReadView.NEWEST));
    List<ShardId> shards = reading.shards();
    return gathers
        .all(new ReadProtocol.Hold(id, collection.uuid(), keepAlive), reading)
        .exceptionallyCompose(failure ->
            // Some shards may be held all the same.
            gathers
                .all(new ReadProtocol.LetGo(id), reading)
                .handle((_, _) -> failure)
                .thenCompose(CompletableFuture::failedStage))
        .thenApply(gathered -> {
          Map<ShardId, Held.Place> places = new HashMap<>();
          for (int i = 0; i < shards.size(); i++) {
            ReadProtocol.Held held = (ReadProtocol.Held) gathered.answers().get(i);
            places.put(shards.get(i), new Held.Place(held.node(), held.position()));
          }
          CursorToken token =
              new CursorToken(
                  collection.uuid(), new Held(id, places), digest, new PagePlace.ByRank(0));
          return new Cursor(token, Optional.empty(), same(collection, keys, places.keySet()));
        });
  }

  /** The cursor that a token is of; fails with WrongInput where it is of another request. */
  Cursor find(CollectionInfo collection, long digest, ShardKeySelector keys, String text) {
    CursorToken token = parse(collection, text);
    if (token.digest() != digest) {
      throw wrong(
          "cursor: it was begun with another request; send the same with each of its pages");
    }
    return new Cursor(
        token, Optional.of(token.place()), same(collection, keys, token.held().places().keySet()));
  }

  private static CursorToken parse(CollectionInfo collection, String text) {
    CursorToken token =
        CursorToken.parse(text)
            .orElseThrow(() ->
                wrong(
                    "cursor: expected an object to begin, or the `next_page_cursor` of an earlier"
                        + " page to go on"));
    if (!token.collection().equals(collection.uuid())) {
      throw wrong(
          "cursor: it is of another collection than `%s`, or of one of that name that is gone"
              .formatted(collection.name()));
    }
    return token;
  }

  /**
   * The keys of the shards that are held: a fallback may be chosen no more, and keys may have been
   * made since. Fails with OutOfRange when some of them are gone.
   */
  private ShardKeySelector same(
      CollectionInfo collection, ShardKeySelector keys, Set<ShardId> held) {
    List<ShardGroup> groups =
        (keys instanceof ShardKeySelector.WithFallback
                ? ShardGroup.all(collection)
                : KeyRoutes.ofRead(collection, keys, gathers::canBeRead))
            .stream().filter(group -> held.containsAll(group.shards())).toList();
    if (groups.stream().mapToInt(group -> group.shards().size()).sum() < held.size()) {
      throw gone();
    }
    return groups.stream().allMatch(group -> group.key().isPresent()) && !groups.isEmpty()
        ? new ShardKeySelector.Keys(
            groups.stream().map(ShardGroup::key).flatMap(Optional::stream).toList())
        : keys;
  }

  // ---- closing ----

  /** True when something was held. */
  CompletionStage<Boolean> close(CollectionInfo collection, String text, ReadOptions options) {
    return letGo(parse(collection, text).held(), collection, options);
  }

  /** What cannot be reached is let go of by itself, when its time is over. */
  CompletionStage<Boolean> letGo(Held held, CollectionInfo collection, ReadOptions options) {
    Reading reading = gathers.reading(collection, ShardKeySelector.NONE_NAMED, options.of(held));
    Set<NodeId> told = new HashSet<>();
    List<CompletableFuture<Boolean>> each = new ArrayList<>();
    held.places()
        .forEach((shard, place) -> {
          // A node lets go of all that it holds at once.
          if (told.add(place.node())) {
            each.add(letGo(shard, held.cursor(), reading).toCompletableFuture());
          }
        });
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(_ -> each.stream().anyMatch(CompletableFuture::resultNow));
  }

  private CompletionStage<Boolean> letGo(ShardId shard, UUID cursor, Reading reading) {
    return gathers
        .gather(List.of(reading.one(shard, new ReadProtocol.LetGo(cursor))), reading)
        .thenApply(_ -> true)
        .exceptionally(_ -> false);
  }

  static DunlinException gone() {
    return new DunlinFailure.OutOfRange(HeldViews.GONE).asException();
  }

  static DunlinException wrong(String text) {
    return new DunlinFailure.WrongInput(text).asException();
  }
}
