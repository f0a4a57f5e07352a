package io.dunlin.http.access;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.ForwardingCollections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The collections that a caller sees. {@link Gate} has looked at the collection that a request is
 * about; here are those that it names besides, and lists of all.
 */
final class SeenCollections extends ForwardingCollections {
  private final Collections all;
  private final Access.Some access;

  SeenCollections(Collections all, Access.Some access) {
    super(all);
    this.all = all;
    this.access = access;
  }

  /**
   * Whether this may be done in a collection.
   *
   * @param name of the collection, or an alias
   */
  static CompletionStage<Boolean> granted(
      Collections all, Access.Some access, String name, Need need) {
    return all.aliases()
        .thenApply(aliases -> {
          Grant grant = access.grants().get(aliases.getOrDefault(name, name));
          return grant != null && grant.allows(need);
        });
  }

  @Override
  public CompletionStage<List<CollectionInfo>> list() {
    return all.list()
        .thenApply(infos -> infos.stream().filter(info -> access.sees(info.name())).toList());
  }

  @Override
  public CompletionStage<SortedMap<String, String>> aliases() {
    return all.aliases()
        .thenApply(aliases -> {
          SortedMap<String, String> seen = new TreeMap<>(aliases);
          seen.values().removeIf(name -> !access.sees(name));
          return seen;
        });
  }

  @Override
  public CompletionStage<Answered<List<List<Hit>>>> query(
      String collection, List<QueryRequest> requests, ReadOptions options) {
    return reading(
        requests.stream().flatMap(SeenCollections::lookups),
        () -> all.query(collection, requests, options));
  }

  @Override
  public CompletionStage<Answered<List<PointGroup>>> groups(
      String collection, GroupsRequest request, ReadOptions options) {
    return reading(
        Stream.concat(
            lookups(request.query()),
            request.lookup().map(GroupsRequest.Lookup::collection).stream()),
        () -> all.groups(collection, request, options));
  }

  @Override
  public CompletionStage<Answered<WhyNot>> whyNot(
      String collection, WhyNotRequest request, ReadOptions options) {
    return reading(lookups(request.query()), () -> all.whyNot(collection, request, options));
  }

  private static Stream<String> lookups(QueryRequest request) {
    return lookups(request.root());
  }

  private static Stream<String> lookups(QueryNode node) {
    return Stream.concat(
        node.lookup().map(QueryNode.Lookup::collection).stream(),
        node.before().stream().flatMap(SeenCollections::lookups));
  }

  private <T> CompletionStage<T> reading(
      Stream<String> collections, Supplier<CompletionStage<T>> read) {
    CompletionStage<?> checked = CompletableFuture.completedStage("");
    for (String name : collections.distinct().toList()) {
      checked =
          checked.thenCombine(
              granted(all, access, name, Need.READ),
              (_, granted) -> {
                if (!granted) {
                  throw RequestException.forbidden(
                      Need.READ.text() + " to " + name + " is required");
                }
                return name;
              });
    }
    return checked.thenCompose(_ -> read.get());
  }
}
