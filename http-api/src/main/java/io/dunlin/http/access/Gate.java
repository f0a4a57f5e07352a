package io.dunlin.http.access;

import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.http.error.RequestException;
import io.dunlin.sharding.Collections;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Lets requests in, or not. First who it is ({@link #caller}), by the request's head alone; then
 * whether they may do it ({@link #admit}). Holds no changing state, so any number of threads may
 * call it.
 */
public final class Gate {
  private static final Duration PROOF_PATIENCE = Duration.ofSeconds(10);
  private static final String BEARER = "Bearer ";

  private final AccessSettings settings;
  private final Collections collections;
  private final Needs needs = Needs.read();
  private final Tokens tokens;

  /**
   * @param collections all of them
   */
  public Gate(AccessSettings settings, Collections collections) {
    this.settings = settings;
    this.collections = collections;
    this.tokens =
        new Tokens(
            Stream.of(settings.apiKey(), settings.altApiKey()).flatMap(Optional::stream).toList());
  }

  /**
   * Who sends a request, by its header {@code api-key} or {@code Authorization}.
   *
   * @param endpoint an operation by the name under which it is counted, or anything else
   * @throws RequestException where the operation needs a key, and there is none or a wrong one
   */
  public Caller caller(HttpRequest request, String endpoint) {
    if (settings.isOpen() || needs.of(endpoint) == Need.NOTHING) {
      return Caller.ANONYMOUS;
    }
    String secret =
        secret(request)
            .orElseThrow(() ->
                RequestException.unauthenticated(
                    "Must provide an API key or an Authorization bearer token"));
    if (isKey(settings.apiKey(), secret)) {
      return Caller.API_KEY;
    }
    if (isKey(settings.altApiKey(), secret)) {
      return Caller.ALT_API_KEY;
    }
    if (isKey(settings.readOnlyApiKey(), secret)) {
      return Caller.READ_ONLY_API_KEY;
    }
    if (settings.tokens()) {
      return tokens.caller(secret);
    }
    throw unknown();
  }

  static RequestException unknown() {
    return RequestException.unauthenticated("Invalid API key or JWT");
  }

  /**
   * What the caller may do, if the operation is part of that.
   *
   * @param collection the one that the request names, by its name or an alias; asked for only where
   *     that matters, and may throw
   */
  public CompletionStage<Access> admit(
      Caller caller, String endpoint, Supplier<String> collection) {
    Need need = needs.of(endpoint);
    return caller.proof().isEmpty()
        ? allowed(caller.access(), need, collection)
        : proven(caller.proof().get()).thenCompose(_ -> allowed(caller.access(), need, collection));
  }

  private CompletionStage<Access> allowed(Access access, Need need, Supplier<String> collection) {
    return switch (access) {
      case Access.Everything _ -> allowed(true, access, need, "");
      case Access.ReadEverything _ -> allowed(need.reads(), access, need, "");
      case Access.Some _ when !need.ofCollection() ->
          allowed(need == Need.NOTHING || need == Need.ANY_KEY, access, need, "");
      case Access.Some some -> {
        String name = collection.get();
        yield SeenCollections.granted(collections, some, name, need)
            .thenCompose(
                granted -> allowed(granted, access, need, " to " + name + unlimited(some)));
      }
    };
  }

  private static String unlimited(Access.Some access) {
    return access.limits().isEmpty() ? "" : ", not limited by a filter,";
  }

  private static CompletionStage<Access> allowed(
      boolean granted, Access access, Need need, String what) {
    return granted
        ? CompletableFuture.completedStage(access)
        : CompletableFuture.failedStage(
            RequestException.forbidden(need.text() + what + " is required"));
  }

  /** Completes when it is proven. */
  private CompletionStage<?> proven(Caller.Proof proof) {
    ScrollRequest any =
        new ScrollRequest(
            proof.filter(),
            Optional.empty(),
            1,
            new PayloadSelector.None(),
            new VectorSelector.None());
    return collections
        .scroll(proof.collection(), any, ReadOptions.within(PROOF_PATIENCE))
        .handle((page, failure) -> {
          if (failure != null) {
            throw isNotFound(failure)
                ? RequestException.forbidden("The collection of value_exists does not exist")
                : new CompletionException(failure);
          }
          if (page.value().points().isEmpty()) {
            throw RequestException.unauthenticated(
                "Invalid JWT: no point has the values of its claim value_exists");
          }
          return page;
        });
  }

  private static boolean isNotFound(Throwable failure) {
    return Causes.of(failure) instanceof DunlinException known
        && known.failure() instanceof DunlinFailure.NotFound;
  }

  private static Optional<String> secret(HttpRequest request) {
    return request
        .getHeader("api-key")
        .map(HttpHeader::value)
        .or(() ->
            request
                .getHeader("authorization")
                .map(HttpHeader::value)
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip()));
  }

  /** Takes as long for a key that is nearly right as for any other. */
  private static boolean isKey(Optional<String> key, String secret) {
    return key.filter(known ->
            MessageDigest.isEqual(
                known.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8)))
        .isPresent();
  }
}
