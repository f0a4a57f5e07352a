package io.dunlin.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A node answers as the files of cases say, and they speak of every operation that is built. */
class ContractIT {
  /** What cannot be refused: it asks for nothing in particular, or answers that it is not there. */
  private static final Set<String> NEVER_REFUSED =
      Set.of(
          "GET /",
          "GET /healthz",
          "GET /livez",
          "GET /telemetry",
          "GET /logger",
          "GET /issues",
          "DELETE /issues",
          "GET /cluster",
          "GET /collections",
          "GET /aliases",
          "GET /collections/{collection_name}/exists",
          "qdrant.Qdrant/HealthCheck",
          "qdrant.Collections/List",
          "qdrant.Collections/ListAliases",
          "qdrant.Collections/CollectionExists",
          "qdrant.Collections/Delete",
          "qdrant.Snapshots/CreateFull",
          "qdrant.Snapshots/ListFull",
          // What fails is answered in the stream, which goes on.
          "dunlin.v1.Streams/Search",
          "dunlin.v1.Streams/Upsert");

  /** What a node that is alone can only refuse: the tests of clusters have its success. */
  private static final Set<String> NEEDS_A_CLUSTER =
      Set.of(
          "POST /cluster/recover",
          "POST /collections/{collection_name}/cluster",
          "DELETE /cluster/peer/{peer_id}",
          "qdrant.Collections/UpdateCollectionClusterSetup");

  @TempDir static Path data;
  private static ContractNode node;

  @BeforeAll
  static void start() throws Exception {
    node = ContractNode.start(data);
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
  }

  @TestFactory
  Stream<DynamicContainer> answers() {
    return Cases.FILES.stream().map(file -> DynamicContainer.dynamicContainer(file, tests(file)));
  }

  private static Stream<DynamicTest> tests(String file) {
    return Stream.concat(
        Cases.read(file).stream()
            .map(one ->
                DynamicTest.dynamicTest(
                    one.name(),
                    URI.create("classpath:/io/dunlin/cluster/contract/" + file),
                    () -> {
                      for (Exchange exchange : one.exchanges()) {
                        node.check(exchange);
                      }
                    })),
        Stream.of(DynamicTest.dynamicTest("nothing is left", node::clear)));
  }

  @Test
  void everyOperationOfRestHasCases() throws IOException {
    Operations operations = Operations.read();
    List<Exchange> requests = exchanges().stream().filter(each -> !each.overGrpc()).toList();
    assertCovered(operations.names(), requests, each -> operations.of(each).orElse(""));
  }

  @Test
  void everyMethodOfGrpcHasCases() {
    List<Exchange> calls = exchanges().stream().filter(Exchange::overGrpc).toList();
    assertCovered(
        ContractNode.methodNames().stream().filter(ContractIT::isBuilt).toList(),
        calls,
        Exchange::target);
  }

  private static boolean isBuilt(String method) {
    if (ContractNode.isStream(method)) {
      return true;
    }
    try {
      return node.call(method, "") != null;
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode() != Status.Code.UNIMPLEMENTED;
    }
  }

  /** What needs names and files that a node makes up: tests of their own have its success. */
  private static boolean needsWhatANodeMadeUp(String operation) {
    return operation.contains("/snapshot")
        || operation.equals("dunlin.v1.Cursors/Close")
        || operation.startsWith("qdrant.Snapshots/Delete")
        || operation.equals("qdrant.Snapshots/ListFull");
  }

  private static List<Exchange> exchanges() {
    List<Exchange> all = new ArrayList<>();
    Cases.FILES.forEach(file -> Cases.read(file).forEach(one -> all.addAll(one.exchanges())));
    return all;
  }

  private static void assertCovered(
      List<String> built, List<Exchange> exchanges, Function<Exchange, String> operation) {
    Map<String, Predicate<Exchange>> kinds =
        Map.of("a success", Exchange::succeeds, "an error", each -> !each.succeeds());
    Map<String, Set<String>> exceptions =
        Map.of("a success", NEEDS_A_CLUSTER, "an error", NEVER_REFUSED);
    kinds.forEach((kind, isOne) -> {
      Set<String> missing = new TreeSet<>(built);
      exchanges.stream().filter(isOne).map(operation).forEach(missing::remove);
      missing.removeAll(exceptions.getOrDefault(kind, Set.of()));
      missing.removeIf(ContractIT::needsWhatANodeMadeUp);
      assertThat(missing).as("operations of which no case expects %s", kind).isEmpty();
    });
  }
}
