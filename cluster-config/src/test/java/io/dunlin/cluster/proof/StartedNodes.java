package io.dunlin.cluster.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The nodes of one test, or of one class where the field is static: ended after it, their logs
 * printed when it failed.
 */
final class StartedNodes implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  /** Of those that have ended, whose logs may explain what the next one does. */
  private static final int KEPT = 3;

  private final List<StartedNode> nodes = new ArrayList<>();
  private boolean ofClass;

  /** A node that is ready. */
  StartedNode start(Path data, Map<String, String> settings) throws IOException {
    StartedNode node = launch(data, settings);
    node.awaitReady();
    return node;
  }

  /** A node of which nothing is known but that its process runs. */
  StartedNode launch(Path data, Map<String, String> settings) throws IOException {
    return keep(StartedNode.launch(data, settings));
  }

  /** A ready node on the data of one that has ended. */
  StartedNode restart(StartedNode ended) throws IOException {
    StartedNode node = keep(ended.relaunch());
    node.awaitReady();
    return node;
  }

  private StartedNode keep(StartedNode node) {
    nodes.add(node);
    if (nodes.size() > KEPT && !nodes.getFirst().alive()) {
      nodes.removeFirst();
    }
    return node;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ofClass = true;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      for (StartedNode node : nodes) {
        System.out.printf("--- log of the node on %s%n%s%n---%n", node.data(), node.log());
      }
    }
    if (!ofClass) {
      nodes.forEach(StartedNode::end);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    nodes.forEach(StartedNode::end);
  }
}
