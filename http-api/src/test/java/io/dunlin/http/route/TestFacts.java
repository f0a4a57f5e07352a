package io.dunlin.http.route;

import io.dunlin.http.BuildInfo;
import io.dunlin.http.issue.Issues;
import io.dunlin.http.logging.InMemoryLogLevels;
import io.dunlin.http.metrics.RequestFigures;
import java.util.UUID;

/** What a node knows of itself, for tables that nobody asks. */
final class TestFacts {
  static final ServiceFacts FACTS =
      new ServiceFacts(
          new UUID(0, 0),
          new BuildInfo("0", "a".repeat(40)),
          () -> "",
          new RequestFigures((_, _, _, _) -> {}),
          new Issues(),
          new InMemoryLogLevels());

  private TestFacts() {}
}
