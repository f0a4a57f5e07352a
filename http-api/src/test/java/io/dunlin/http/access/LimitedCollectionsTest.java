package io.dunlin.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dunlin.actors.failure.Causes;
import io.dunlin.http.InMemoryCollections;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.sharding.Collections;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That no operation of the facade is forgotten: each is limited, made of such, or refused. */
class LimitedCollectionsTest {
  private static final Set<String> LIMITED =
      Set.of(
          "list",
          "aliases",
          "find",
          "query",
          "groups",
          "matrix",
          "facet",
          "retrieve",
          "scroll",
          "count",
          "status",
          "closeCursor");

  /** What {@link Collections} makes of the others, through the object that it is called on. */
  private static final Set<String> MADE_OF_OTHERS =
      Set.of("exists", "load", "write", "whyNot", "query", "retrieve", "scroll", "count");

  private static final Filter LIMIT =
      Filter.of(
          new Condition.Field(JsonPathParser.parse("tenant"), List.of(new Check.MatchValue("a"))));

  @Test
  void everyOperationIsWrittenDown() {
    Set<String> forgotten =
        Arrays.stream(Collections.class.getMethods())
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .filter(method -> !isOwn(method))
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertThat(forgotten).isEqualTo(MADE_OF_OTHERS);
  }

  private static boolean isOwn(Method method) {
    return Arrays.stream(LimitedCollections.class.getDeclaredMethods())
        .anyMatch(own ->
            own.getName().equals(method.getName())
                && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
  }

  static List<Method> refused() {
    return Arrays.stream(Collections.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(LimitedCollectionsTest::isOwn)
        .filter(method -> !LIMITED.contains(method.getName()))
        .toList();
  }

  /** The collections behind it are asked for no more than which there are. */
  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNotLimitedIsRefused(Method method) throws Exception {
    InMemoryCollections inMemory = new InMemoryCollections();
    CompletionStage<Boolean> _ =
        inMemory.create(
            "birds",
            JsonCodec.createCollection(
                "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}".getBytes(StandardCharsets.UTF_8)),
            Duration.ofSeconds(1));
    SortedMap<String, String> aliases = new TreeMap<>(Map.of("alias", "birds"));
    Collections all =
        (Collections)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Collections.class},
                (_, called, _) ->
                    switch (called.getName()) {
                      case "find" -> inMemory.find("birds");
                      case "aliases" -> CompletableFuture.completedStage(aliases);
                      default -> throw new AssertionError("it was asked " + called);
                    });
    LimitedCollections limited =
        new LimitedCollections(
            all,
            inMemory,
            new Access.Some(Map.of("birds", Grant.READ_LIMITED), Map.of("birds", LIMIT)));
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      if (types[i] == String.class) {
        arguments[i] = "alias";
      } else if (types[i] == int.class) {
        arguments[i] = 1;
      }
    }
    Throwable failure =
        catchThrowable(() -> {
          try {
            var _ =
                ((CompletionStage<?>) method.invoke(limited, arguments))
                    .toCompletableFuture()
                    .join();
          } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
          }
        });
    assertThat(Causes.of(failure)).as(method.getName()).isInstanceOf(RequestException.class);
    assertThat(((RequestException) Causes.of(failure)).answer().httpStatus()).isEqualTo(403);
  }
}
