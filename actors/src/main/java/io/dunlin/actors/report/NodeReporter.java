package io.dunlin.actors.report;

import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.NodeReport;
import io.dunlin.persistence.model.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Tells the catalog every two seconds how this node is. One on every node. */
public final class NodeReporter {
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /** Only the reporter itself sends these. */
  public sealed interface Command {}

  private record Tick() implements Command {}

  private record Surveyed(NodeReport report) implements Command {}

  private record Failed(Throwable cause) implements Command {}

  private final ActorContext<Command> context;
  private final ActorRef<CatalogProtocol.Command> catalog;
  private final Supplier<Optional<NodeId>> self;
  private final NodeSurvey survey;
  private final Executor files;
  private boolean underWay;

  private NodeReporter(
      ActorContext<Command> context,
      ActorRef<CatalogProtocol.Command> catalog,
      Supplier<Optional<NodeId>> self,
      NodeSurvey survey,
      Executor files) {
    this.context = context;
    this.catalog = catalog;
    this.self = self;
    this.survey = survey;
    this.files = files;
  }

  /**
   * @param self this node, once it is a member
   * @param files threads that may wait for the disk
   */
  public static Behavior<Command> create(
      ActorRef<CatalogProtocol.Command> catalog,
      Supplier<Optional<NodeId>> self,
      NodeSurvey survey,
      Executor files) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          NodeReporter reporter = new NodeReporter(context, catalog, self, survey, files);
          timers.startTimerWithFixedDelay(new Tick(), Duration.ZERO, INTERVAL);
          return Behaviors.receiveMessage(reporter::onMessage);
        }));
  }

  private Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Tick _ -> self.get().filter(_ -> !underWay).ifPresent(this::look);
      case Surveyed(NodeReport report) -> {
        underWay = false;
        catalog.tell(new CatalogProtocol.Report(report));
      }
      case Failed(Throwable cause) -> {
        underWay = false;
        context.getLog().warn("This node's disk cannot be looked at: {}", cause.toString());
      }
    }
    return Behaviors.same();
  }

  private void look(NodeId node) {
    underWay = true;
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> report(node), files),
        (report, failure) -> failure == null ? new Surveyed(report) : new Failed(failure));
  }

  private NodeReport report(NodeId node) {
    try {
      return survey.report(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
