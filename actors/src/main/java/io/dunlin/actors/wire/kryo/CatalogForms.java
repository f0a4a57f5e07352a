package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.CatalogProtocol.AskVersion;
import io.dunlin.actors.catalog.CatalogProtocol.ChangeField;
import io.dunlin.actors.catalog.CatalogProtocol.Changed;
import io.dunlin.actors.catalog.CatalogProtocol.Create;
import io.dunlin.actors.catalog.CatalogProtocol.Drop;
import io.dunlin.actors.catalog.CatalogProtocol.Follow;
import io.dunlin.actors.catalog.CatalogProtocol.Forget;
import io.dunlin.actors.catalog.CatalogProtocol.Holds;
import io.dunlin.actors.catalog.CatalogProtocol.Piece;
import io.dunlin.actors.catalog.CatalogProtocol.Step;
import io.dunlin.actors.catalog.CatalogProtocol.Update;
import io.dunlin.actors.catalog.CatalogState;
import io.dunlin.actors.catalog.IndexChange;
import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.persistence.event.CatalogEventBytes;
import io.dunlin.persistence.event.CollectionBytes;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** What the catalog and its followers say to each other. */
final class CatalogForms {
  private static final long NONE = -1;

  private CatalogForms() {}

  static final Form<Create> CREATE =
      Form.first(
          (out, create) -> {
            out.string(create.name());
            out.bytes(CollectionBytes.of(create.config()));
            out.actor(create.replyTo());
          },
          in -> new Create(in.string(), CollectionBytes.toConfig(in.bytes()), in.actor()));

  static final Form<Update> UPDATE =
      Form.first(
          (out, update) -> {
            out.string(update.name());
            PatchForms.COLLECTION.write(out, update.patch());
            out.actor(update.replyTo());
          },
          in -> new Update(in.string(), PatchForms.COLLECTION.read(in), in.actor()));

  private static final Part<FieldSchema> SCHEMA =
      Part.of(
          (out, schema) -> out.bytes(CollectionBytes.of(schema)),
          in -> CollectionBytes.toFieldSchema(in.bytes()));
  private static final Part<Optional<FieldSchema>> MAYBE_SCHEMA = Part.optional(SCHEMA);
  static final Part<Map<String, FieldSchema>> SCHEMAS = Part.map(Leaves.STRING, SCHEMA);

  static final Form<ChangeField> CHANGE_FIELD =
      Form.first(
          (out, change) -> {
            out.string(change.collection());
            out.string(change.path());
            MAYBE_SCHEMA.write(out, change.schema());
            out.actor(change.replyTo());
          },
          in -> new ChangeField(in.string(), in.string(), MAYBE_SCHEMA.read(in), in.actor()));

  private static final Part<Optional<UUID>> MEANT = Part.optional(Leaves.ANY_UUID);

  /** Since version 2 with the collection that is meant. */
  static final Form<Drop> DROP =
      Form.<Drop>first(
              CatalogForms::writeFirst, in -> new Drop(in.string(), Optional.empty(), in.actor()))
          .orNext(in -> {
            String name = in.string();
            ActorRef<StatusReply<Boolean>> replyTo = in.actor();
            return new Drop(name, MEANT.read(in), replyTo);
          })
          .writing((out, drop) -> {
            writeFirst(out, drop);
            MEANT.write(out, drop.meant());
          });

  private static void writeFirst(WireWriter out, Drop drop) {
    out.string(drop.name());
    out.actor(drop.replyTo());
  }

  static final Form<Follow> FOLLOW =
      Form.<Follow>first(
              (out, follow) -> out.actor(follow.follower()), in -> new Follow(in.actor(), NONE))
          .orNext(in -> new Follow(in.actor(), in.varLong()))
          .writing((out, follow) -> {
            out.actor(follow.follower());
            out.varLong(follow.version());
          });

  static final Form<Holds> HOLDS =
      Form.first(
          (out, holds) -> {
            out.actor(holds.follower());
            out.varLong(holds.version());
          },
          in -> new Holds(in.actor(), in.varLong()));

  static final Form<AskVersion> ASK_VERSION =
      Form.first((out, ask) -> out.actor(ask.replyTo()), in -> new AskVersion(in.actor()));

  private static final Part<Set<ShardId>> SHARDS = Part.set(Leaves.SHARD_ID);

  static final Form<Forget> FORGET =
      Form.first(
          (out, forget) -> SHARDS.write(out, forget.shards()), in -> new Forget(SHARDS.read(in)));

  private static final Part<List<CollectionInfo>> COLLECTIONS =
      Part.list(
          Part.of(
              (out, collection) -> out.bytes(CollectionBytes.of(collection)),
              in -> CollectionBytes.toCollection(in.bytes())));
  private static final Part<List<NodeId>> NODES = Part.list(Leaves.NODE_ID);

  private static final Part<Placement> PLACEMENT =
      Part.of(
          (out, placement) -> {
            Leaves.NODE_ID.write(out, placement.primary());
            NODES.write(out, placement.replicas());
          },
          in -> new Placement(Leaves.NODE_ID.read(in), NODES.read(in)));
  private static final Part<Map<ShardId, Placement>> PLACEMENTS =
      Part.map(Leaves.SHARD_ID, PLACEMENT);

  private static final Part<Map<ShardId, List<PlacementWish>>> WISHES =
      Part.map(Leaves.SHARD_ID, Part.list(OperatorForms.ANY_WISH));
  private static final Part<Map<NodeId, NodeMark>> MARKS =
      Part.map(Leaves.NODE_ID, OperatorForms.NODE_MARK);

  /**
   * Since version 2 with what operators asked for, since 3 with aliases, since 4 with changes of
   * index settings, since 5 with the collections that are released.
   */
  private static final Form<CatalogState> STATE =
      Form.<CatalogState>first(
              CatalogForms::writeFirst,
              in ->
                  readFirst(in)
                      .with(Map.of(), Map.of(), Collections.emptySortedMap(), Map.of(), Set.of()))
          .orNext(in ->
              readFirst(in)
                  .with(
                      WISHES.read(in),
                      MARKS.read(in),
                      Collections.emptySortedMap(),
                      Map.of(),
                      Set.of()))
          .orNext(in ->
              readFirst(in)
                  .with(
                      WISHES.read(in), MARKS.read(in), AliasForms.ALL.read(in), Map.of(), Set.of()))
          .orNext(in ->
              readFirst(in)
                  .with(
                      WISHES.read(in),
                      MARKS.read(in),
                      AliasForms.ALL.read(in),
                      IndexForms.CHANGES.read(in),
                      Set.of()))
          .orNext(in ->
              readFirst(in)
                  .with(
                      WISHES.read(in),
                      MARKS.read(in),
                      AliasForms.ALL.read(in),
                      IndexForms.CHANGES.read(in),
                      ReleaseForms.RELEASED.read(in)))
          .writing((out, state) -> {
            writeFirst(out, state);
            WISHES.write(out, state.wishes());
            MARKS.write(out, state.marks());
            AliasForms.ALL.write(out, state.aliases());
            IndexForms.CHANGES.write(out, state.indexChanges());
            ReleaseForms.RELEASED.write(out, state.released());
          });

  private static void writeFirst(WireWriter out, CatalogState state) {
    out.varLong(state.version());
    COLLECTIONS.write(out, List.copyOf(state.byName().values()));
    SHARDS.write(out, state.dropped());
    PLACEMENTS.write(out, state.placements().placements());
  }

  /** What version 1 says. */
  private record First(
      long version,
      SortedMap<String, CollectionInfo> byName,
      Set<ShardId> dropped,
      PlacementTable placements) {
    CatalogState with(
        Map<ShardId, List<PlacementWish>> wishes,
        Map<NodeId, NodeMark> marks,
        SortedMap<String, String> aliases,
        Map<UUID, IndexChange> indexChanges,
        Set<UUID> released) {
      return new CatalogState(
          version, byName, dropped, placements, wishes, marks, aliases, indexChanges, released);
    }
  }

  private static First readFirst(WireReader in) {
    return new First(
        in.varLong(),
        byName(COLLECTIONS.read(in)),
        SHARDS.read(in),
        new PlacementTable(PLACEMENTS.read(in)));
  }

  private static SortedMap<String, CollectionInfo> byName(List<CollectionInfo> collections) {
    SortedMap<String, CollectionInfo> byName = new TreeMap<>();
    for (CollectionInfo collection : collections) {
      if (byName.put(collection.name(), collection) != null) {
        throw new MalformedMessageException("two collections of one name");
      }
    }
    return Collections.unmodifiableSortedMap(byName);
  }

  static final Form<Changed> CHANGED =
      Form.first(
          (out, changed) -> {
            STATE.write(out, changed.state());
            out.actor(changed.catalog());
          },
          in -> new Changed(STATE.read(in), in.actor()));

  static final Form<Step> STEP =
      Form.first(
          (out, step) -> {
            out.varLong(step.version());
            out.string(CatalogEventBytes.manifest(step.event()));
            out.bytes(CatalogEventBytes.of(step.event()));
            out.actor(step.catalog());
          },
          in ->
              new Step(
                  in.varLong(), CatalogEventBytes.toEvent(in.string(), in.bytes()), in.actor()));

  static final Form<Piece> PIECE =
      Form.first(
          (out, piece) -> {
            FrameForm.FRAME.write(out, piece.frame());
            out.actor(piece.sender());
          },
          in -> new Piece(FrameForm.FRAME.read(in), in.actor()));
}
