package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.catalog.CatalogProtocol.Changed;
import io.dunlin.actors.catalog.CatalogProtocol.Command;
import io.dunlin.actors.catalog.CatalogProtocol.News;
import io.dunlin.actors.catalog.CatalogProtocol.Step;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.MemoryLogs;
import io.dunlin.actors.fixture.TestFencing;
import io.dunlin.actors.fixture.TestSystem;
import io.dunlin.actors.placement.Membership;
import io.dunlin.actors.placement.NodeState;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.actors.wire.kryo.WireCodec;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.StrictModeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogTest {
  private final ActorTestKit kit = TestSystem.start();
  private final MessageCodec codec = WireCodec.of(kit.system());
  private volatile List<Membership.Node> members = List.of();
  private ActorRef<Command> catalog =
      kit.spawn(
          Catalog.create(
              Fencing.alone(),
              () -> members,
              PlannerLimits.DEFAULT,
              codec,
              TransferMetrics.none()));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void answersAChangeOnceEveryFollowerHoldsIt() {
    TestProbe<News> quick = follower();
    TestProbe<News> slow = follower();
    CompletableFuture<Boolean> created = create("birds");
    Step news = step(quick);
    assertThat(news.version()).isEqualTo(1);
    assertThat(created(news).name()).isEqualTo("birds");
    catalog.tell(new CatalogProtocol.Holds(quick.getRef(), 1));
    assertThat(step(slow)).isEqualTo(news);
    assertThat(created).isNotDone();
    catalog.tell(new CatalogProtocol.Holds(slow.getRef(), 1));
    assertThat(created.join()).isTrue();
  }

  @Test
  void answersAfterTwoSecondsWhenAFollowerIsSlow() {
    TestProbe<News> silent = follower();
    long started = System.nanoTime();
    assertThat(create("birds").join()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - started))
        .isGreaterThan(Duration.ofMillis(1900));
    assertThat(step(silent).version()).isEqualTo(1);
  }

  @Test
  void waitsForFollowersThatItDoesNotKnowYet() {
    members = List.of(member(1), member(2));
    CompletableFuture<Boolean> created = create("birds");
    for (int i = 0; i < members.size(); i++) {
      TestProbe<News> follower = kit.createTestProbe();
      catalog.tell(new CatalogProtocol.Follow(follower.getRef(), -1));
      CatalogState state = whole(follower).state();
      assertThat(state.byName()).containsOnlyKeys("birds");
      assertThat(created).isNotDone();
      catalog.tell(new CatalogProtocol.Holds(follower.getRef(), state.version()));
    }
    assertThat(created.join()).isTrue();
  }

  @Test
  void refusesShardsThatItsNodesMayNotHoldAndChangesNothing() {
    TestProbe<News> follower = follower();
    CompletableFuture<Boolean> many =
        ask(replyTo -> new CatalogProtocol.Create("many", Collecting.config(1001), replyTo));
    assertThatThrownBy(many::join)
        .hasMessageContaining("shard_number: asks for 1001 more copies of shards")
        .hasMessageContaining("dunlin.cluster.shards-per-node = 1000");
    CompletableFuture<Boolean> created = create("birds");
    Step news = step(follower);
    assertThat(created(news).name()).isEqualTo("birds");
    catalog.tell(new CatalogProtocol.Holds(follower.getRef(), news.version()));
    assertThat(created.join()).isTrue();
  }

  /** As after a log was read for long. */
  @Test
  void waitsForTheFirstFollowerHoweverLateItIs() throws InterruptedException {
    members = List.of(member(1));
    Thread.sleep(Duration.ofMillis(5500));
    CompletableFuture<Boolean> dropped = drop("birds");
    assertThat(dropped)
        .failsWithin(Duration.ofMillis(300))
        .withThrowableOfType(TimeoutException.class);
    var _ = follow();
    assertThat(dropped.join()).isFalse();
  }

  private static Membership.Node member(long number) {
    return new Membership.Node(new NodeId(new UUID(0, number)), "", NodeState.UP);
  }

  /** One that has not heard would go on answering for what the caller believes gone. */
  @Test
  void aNameIsGoneWhenNoMemberCanAnswerForItAnyMore() {
    TestProbe<News> silent = follower();
    assertThat(create("birds").join()).isTrue();
    CompletableFuture<Boolean> dropped = drop("birds");
    CompletableFuture<Boolean> again = drop("birds");
    assertThat(dropped)
        .failsWithin(Duration.ofMillis(2500))
        .withThrowableOfType(TimeoutException.class);
    assertThat(again).as("a second caller waits as the first does").isNotDone();
    catalog.tell(new CatalogProtocol.Holds(silent.getRef(), 2));
    assertThat(dropped.join()).isTrue();
    assertThat(again.join()).isFalse();
  }

  @Test
  void oneThatIsGoneMayStillAnswerForAWhile() throws InterruptedException {
    TestProbe<News> silent = follower();
    TestProbe<News> other = follower();
    assertThat(create("birds").join()).isTrue();
    catalog.tell(new CatalogProtocol.Holds(other.getRef(), 2));
    long started = System.nanoTime();
    CompletableFuture<Boolean> dropped = drop("birds");
    silent.stop();
    Await.until(
        "the drop is answered",
        () -> {
          catalog.tell(new CatalogProtocol.Follow(other.getRef(), 2));
          return dropped.isDone();
        });
    assertThat(dropped.join()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofSeconds(6));
  }

  /** Another may have changed since what it would answer by. */
  @Test
  void oneThatHasLostItsClaimSaysNothingOfWhatThereIs() throws Exception {
    TestFencing fencing = new TestFencing();
    catalog = start(fencing);
    var _ = follow();
    assertThat(create("birds").join()).isTrue();
    long before = fencing.epoch(CatalogLog.PERSISTENCE_ID);
    fencing.refuse(true);
    fencing.loseAll();
    assertThat(refusal(create("birds"))).isInstanceOf(DunlinFailure.Unavailable.class);
    fencing.refuse(false);
    Await.until("it is opened anew", () -> fencing.epoch(CatalogLog.PERSISTENCE_ID) > before);
    assertThat(drop("birds").join()).isTrue();
  }

  @Test
  void aDropThatComesLateLeavesWhatWasMadeSince() {
    CatalogCopy copy = follow();
    assertThat(create("birds").join()).isTrue();
    Optional<UUID> first = copy.state().find("birds").map(CollectionInfo::uuid);
    assertThat(drop("birds", first).join()).isTrue();
    assertThat(create("birds").join()).isTrue();
    assertThat(refusal(drop("birds", first))).isInstanceOf(DunlinFailure.Unavailable.class);
    assertThat(drop("birds").join()).isTrue();
    assertThat(drop("birds", first).join()).isFalse();
  }

  /** One that asks twice without having come further is told again what it does not hold. */
  @Test
  void whatWasLostOnTheWayIsToldAgain() {
    TestProbe<News> follower = follower();
    var _ = create("birds");
    var _ = create("owls");
    List<Step> lost = List.of(step(follower), step(follower));
    asksTwice(follower, 0);
    assertThat(List.of(step(follower), step(follower))).isEqualTo(lost);
    asksTwice(follower, 1);
    assertThat(step(follower)).isEqualTo(lost.getLast());
  }

  private void asksTwice(TestProbe<News> follower, long version) {
    catalog.tell(new CatalogProtocol.Follow(follower.getRef(), version));
    catalog.tell(new CatalogProtocol.Follow(follower.getRef(), version));
  }

  @ParameterizedTest
  @EnumSource(names = {"AWAY", "STORING_BUT_FAILING", "REJECTING"})
  void comesBackWhenTheJournalDoes(MemoryLogs.Mode failing) {
    var _ = follow();
    assertThat(create("birds").join()).isTrue();
    MemoryLogs logs = MemoryLogs.get(kit.system());
    logs.mode(failing);
    CompletableFuture<Boolean> lost =
        AskPattern.<Command, Boolean>askWithStatus(
                catalog,
                replyTo -> new CatalogProtocol.Create("owls", Collecting.config(2), replyTo),
                Duration.ofMillis(500),
                kit.scheduler())
            .toCompletableFuture();
    assertThatThrownBy(lost::join).hasCauseInstanceOf(TimeoutException.class);
    logs.mode(MemoryLogs.Mode.WORKING);
    assertThat(create("geese").join()).isTrue();
    assertThat(drop("birds").join()).isTrue();
    assertThat(drop("owls").join()).isEqualTo(failing == MemoryLogs.Mode.STORING_BUT_FAILING);
  }

  /** Else the log could not be read again: its first entries would be of no epoch. */
  @Test
  void whatComesWhileItOpensIsWrittenWhenItsEpochHasBegun() throws Exception {
    TestFencing fencing = new TestFencing();
    catalog = start(fencing);
    CompletableFuture<Boolean> created = create("birds");
    var _ = follow();
    assertThat(created.join()).isTrue();
    for (String name : List.of("owls", "geese")) {
      long before = fencing.epoch(CatalogLog.PERSISTENCE_ID);
      fencing.loseAll();
      Await.until("it is opened anew", () -> fencing.epoch(CatalogLog.PERSISTENCE_ID) > before);
      assertThat(create(name).join()).isTrue();
    }
    assertThat(drop("birds").join()).isTrue();
  }

  @Test
  void refusesMetadataThatNoEventTakes() {
    var _ = follow();
    assertThat(create("birds").join()).isTrue();
    for (String key : List.of("a", "b")) {
      CollectionPatch half =
          new CollectionPatch(
              Map.of(),
              HnswSettings.NONE,
              OptimizerSettings.NONE,
              new QuantizationPatch.Keep(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              new Payload(Map.of(key, "x".repeat(600_000))),
              StrictModeSettings.NONE,
              Map.of());
      CompletableFuture<Boolean> updated =
          ask(replyTo -> new CatalogProtocol.Update("birds", half, replyTo));
      if (key.equals("a")) {
        assertThat(updated.join()).isTrue();
      } else {
        assertThat(refusal(updated)).isInstanceOf(DunlinFailure.WrongInput.class);
      }
    }
  }

  @Test
  void refusesAnIndexThatTheVectorCannotHave() {
    var _ = follow();
    assertThat(create("birds").join()).isTrue();
    IndexSettings reduced =
        new IndexSettings(
            IndexSettings.Type.HNSW,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(4),
            Optional.empty());
    CollectionPatch patch =
        new CollectionPatch(
            Map.of(
                "",
                new VectorPatch(
                    HnswSettings.NONE, new QuantizationPatch.Keep(), Optional.of(reduced))),
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            new QuantizationPatch.Keep(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Payload.EMPTY,
            StrictModeSettings.NONE,
            Map.of());
    assertThat(refusal(ask(replyTo -> new CatalogProtocol.Update("birds", patch, replyTo))))
        .isEqualTo(
            new DunlinFailure.WrongInput(
                "vectors.index.pca: value 4 invalid, must be 1 or larger and smaller than the"
                    + " vector's size 4"));
    CollectionConfig whole = patch.applyTo(Collecting.config(1));
    assertThat(refusal(ask(replyTo -> new CatalogProtocol.Create("owls", whole, replyTo))))
        .isInstanceOf(DunlinFailure.WrongInput.class);
  }

  @Test
  void doesNotWaitLongForAFollowerThatIsGone() {
    TestProbe<News> gone = follower();
    CompletableFuture<Boolean> created = create("birds");
    gone.stop();
    assertThat(created.join()).isTrue();
  }

  @Test
  void refusesWhatMakesNoSense() {
    var _ = follow();
    assertThat(create("birds").join()).isTrue();
    assertThat(refusal(create("birds")))
        .isEqualTo(new DunlinFailure.AlreadyExists("Collection `birds` already exists!"));
    assertThat(
            refusal(
                ask(replyTo ->
                    new CatalogProtocol.Update("owls", Collecting.metadata("x", 1), replyTo))))
        .isEqualTo(new DunlinFailure.NotFound("Collection `owls` doesn't exist!"));
    assertThat(drop("birds").join()).isTrue();
    assertThat(drop("birds").join()).isFalse();
  }

  @Test
  void aPayloadIndexIsMadeChangedAndDropped() {
    var _ = follow();
    assertThat(create("birds").join()).isTrue();
    FieldSchema keyword = FieldSchema.of(FieldType.KEYWORD);
    assertThat(changeField("birds", Optional.of(keyword)).join()).isTrue();
    assertThat(changeField("birds", Optional.of(keyword)).join()).isFalse();
    assertThat(changeField("birds", Optional.of(FieldSchema.of(FieldType.UUID))).join()).isTrue();
    FieldSchema neither =
        new FieldSchema(
            FieldType.INTEGER,
            Optional.empty(),
            Optional.empty(),
            Optional.of(false),
            Optional.of(false),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(refusal(changeField("birds", Optional.of(neither))))
        .isEqualTo(
            new DunlinFailure.WrongInput(
                "field_schema.range: value false invalid, must be true where lookup is false"));
    assertThat(refusal(changeField("owls", Optional.of(keyword))))
        .isEqualTo(new DunlinFailure.NotFound("Collection `owls` doesn't exist!"));
    assertThat(changeField("birds", Optional.empty()).join()).isTrue();
    assertThat(changeField("birds", Optional.empty()).join()).isFalse();
  }

  private CompletableFuture<Boolean> changeField(String collection, Optional<FieldSchema> schema) {
    return ask(replyTo -> new CatalogProtocol.ChangeField(collection, "color", schema, replyTo));
  }

  @Test
  void comesBackWithAllThatItAnswered() {
    var _ = follow();
    assertThat(create("birds").join()).isTrue();
    assertThat(create("owls").join()).isTrue();
    assertThat(
            this.<Boolean>ask(replyTo ->
                    new CatalogProtocol.Update("owls", Collecting.metadata("x", 1), replyTo))
                .join())
        .isTrue();
    assertThat(drop("birds").join()).isTrue();
    TestProbe<News> before = kit.createTestProbe();
    catalog.tell(new CatalogProtocol.Follow(before.getRef(), -1));
    CatalogState state = whole(before).state();
    kit.stop(catalog, Await.PATIENCE);
    catalog =
        kit.spawn(
            Catalog.create(
                Fencing.alone(),
                () -> members,
                PlannerLimits.DEFAULT,
                codec,
                TransferMetrics.none()));
    TestProbe<News> after = kit.createTestProbe();
    catalog.tell(new CatalogProtocol.Follow(after.getRef(), -1));
    assertThat(whole(after).state()).isEqualTo(state);
    assertThat(state.version()).isEqualTo(4);
    assertThat(state.byName()).containsOnlyKeys("owls");
    assertThat(state.find("owls").orElseThrow().config().metadata())
        .isEqualTo(new Payload(Map.of("x", 1L)));
  }

  @Test
  void aNameMadeAgainIsAnotherCollection() throws InterruptedException {
    CatalogCopy copy = follow();
    Await.until("the copy is loaded", copy::loaded);
    assertThat(create("birds").join()).isTrue();
    CollectionInfo first = copy.state().find("birds").orElseThrow();
    assertThat(drop("birds").join()).isTrue();
    assertThat(copy.state().find("birds")).isEmpty();
    assertThat(create("birds").join()).isTrue();
    CollectionInfo second = copy.state().find("birds").orElseThrow();
    assertThat(second.uuid()).isNotEqualTo(first.uuid());
    assertThat(second.shards()).doesNotContainAnyElementsOf(first.shards());
    assertThat(copy.state().dropped()).containsExactlyInAnyOrderElementsOf(first.shards());
  }

  @Test
  void aFollowersCopyHasAChangeBeforeItsCallerHearsOfIt() throws InterruptedException {
    CatalogCopy copy = new CatalogCopy();
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    kit.spawn(
        CatalogFollower.create(
            catalog, copy, codec, (old, now) -> told.add(old.version() + " -> " + now.version())));
    Await.until("the copy is loaded", copy::loaded);
    for (int i = 1; i <= 3; i++) {
      assertThat(create("c" + i).join()).isTrue();
      assertThat(copy.state().find("c" + i)).isPresent();
      CollectionInfo made = copy.state().find("c" + i).orElseThrow();
      assertThat(copy.collectionOf(made.shards().getFirst())).contains(made);
    }
    assertThat(told).containsExactly("0 -> 0", "0 -> 1", "1 -> 2", "2 -> 3");
  }

  private ActorRef<Command> start(Fencing fencing) {
    return kit.spawn(
        Catalog.create(
            fencing, () -> members, PlannerLimits.DEFAULT, codec, TransferMetrics.none()));
  }

  private TestProbe<News> follower() {
    TestProbe<News> follower = kit.createTestProbe();
    catalog.tell(new CatalogProtocol.Follow(follower.getRef(), -1));
    catalog.tell(new CatalogProtocol.Holds(follower.getRef(), whole(follower).state().version()));
    return follower;
  }

  /** A follower that holds at once whatever comes. */
  private CatalogCopy follow() {
    CatalogCopy copy = new CatalogCopy();
    kit.spawn(CatalogFollower.create(catalog, copy, codec, (_, _) -> {}));
    return copy;
  }

  private static Changed whole(TestProbe<News> follower) {
    return (Changed) follower.receiveMessage(Await.PATIENCE);
  }

  private static Step step(TestProbe<News> follower) {
    return (Step) follower.receiveMessage(Await.PATIENCE);
  }

  private static CollectionInfo created(Step step) {
    return ((CatalogEvent.CollectionCreated) step.event()).collection();
  }

  private CompletableFuture<Boolean> create(String name) {
    return ask(replyTo -> new CatalogProtocol.Create(name, Collecting.config(2), replyTo));
  }

  private CompletableFuture<Boolean> drop(String name) {
    return drop(name, Optional.empty());
  }

  private CompletableFuture<Boolean> drop(String name, Optional<UUID> meant) {
    return ask(replyTo -> new CatalogProtocol.Drop(name, meant, replyTo));
  }

  private <T> CompletableFuture<T> ask(Function<ActorRef<StatusReply<T>>, Command> message) {
    return AskPattern.<Command, T>askWithStatus(catalog, message, Await.PATIENCE, kit.scheduler())
        .toCompletableFuture();
  }

  private static DunlinFailure refusal(CompletableFuture<Boolean> answer) {
    try {
      throw new AssertionError("not refused but answered: " + answer.join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof DunlinException refused) {
        return refused.failure();
      }
      throw e;
    }
  }
}
