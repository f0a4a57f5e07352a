package io.dunlin.http.access;

import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.HmacKey;
import org.jspecify.annotations.Nullable;

/**
 * JSON Web Tokens, signed with HMAC-SHA-256 and one of the keys that may do everything. Claims:
 * {@code exp} and {@code nbf} in seconds; {@code access}, "r", "m", or a list of collections with
 * "r", "rw" or "prw" for each, "r" with a filter on what is seen, without which it may do
 * everything; {@code value_exists}, a collection that must have a point with given values; {@code
 * sub}, whom it is for. Any number of threads may call it.
 */
final class Tokens {
  /** Characters of a subject that a point has room for. */
  private static final int MOST_OF_NAME = 256;

  private static final int CLOCK_SKEW_SECONDS = 30;

  /** What an entry of {@code access} can say; {@code payload} only where it is null. */
  private static final Set<String> ENTRY = Set.of("collection", "access", "payload", "filter");

  private final List<JwtConsumer> consumers;

  Tokens(List<String> keys) {
    this.consumers = keys.stream().map(Tokens::consumer).toList();
  }

  /** Keys may be shorter than the 32 bytes that the standard asks for: the contract lets them. */
  private static JwtConsumer consumer(String key) {
    return new JwtConsumerBuilder()
        .setVerificationKey(new HmacKey(key.getBytes(StandardCharsets.UTF_8)))
        .setRelaxVerificationKeyValidation()
        .setJwsAlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256)
        .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
        .setSkipDefaultAudienceValidation()
        .build();
  }

  /** Who has the token; fails with 401. */
  Caller caller(String token) {
    JwtClaims claims = claims(token);
    return new Caller(
        name(claims.getClaimValue("sub")),
        access(claims.getClaimValue("access")),
        proof(claims.getClaimValue("value_exists")));
  }

  /** What it says of itself never gets into an error. */
  private JwtClaims claims(String token) {
    boolean expired = false;
    for (JwtConsumer consumer : consumers) {
      try {
        return consumer.processToClaims(token);
      } catch (InvalidJwtException invalid) {
        expired |= invalid.hasExpired();
      }
    }
    throw expired
        ? RequestException.unauthenticated("Invalid API key or JWT: the token has expired")
        : Gate.unknown();
  }

  /** A token is known by whom it is for; one for nobody, or for a very long name, by what it is. */
  private static String name(@Nullable Object subject) {
    return subject instanceof String text && !text.isEmpty() && text.length() <= MOST_OF_NAME
        ? text
        : "token";
  }

  private static Access access(@Nullable Object claim) {
    return switch (claim) {
      case null -> new Access.Everything();
      case String word when word.equals("m") -> new Access.Everything();
      case String word when word.equals("r") -> new Access.ReadEverything();
      case List<?> collections -> some(collections);
      default -> throw malformed("access is \"r\", \"m\" or a list of collections");
    };
  }

  private static Access some(List<?> collections) {
    Map<String, Grant> grants = new HashMap<>();
    Map<String, Filter> limits = new HashMap<>();
    for (Object entry : collections) {
      Map<?, ?> fields = object("access", entry);
      if (fields.get("payload") != null) {
        throw malformed("access cannot be limited by payload");
      }
      Grant grant =
          Optional.ofNullable(fields.get("access"))
              .filter(String.class::isInstance)
              .map(String.class::cast)
              .flatMap(Grant::of)
              .orElseThrow(() -> malformed("access to a collection is \"r\", \"rw\" or \"prw\""));
      String collection = text("access.collection", fields.get("collection"));
      Optional<Filter> limit = limit(fields, grant);
      limit.ifPresent(filter -> limits.put(collection, filter));
      if (grants.put(collection, limit.isPresent() ? Grant.READ_LIMITED : grant) != null) {
        throw malformed("access names a collection twice");
      }
    }
    return new Access.Some(grants, limits);
  }

  /** A misspelt filter would limit nothing, so an entry has no other fields than these. */
  private static Optional<Filter> limit(Map<?, ?> fields, Grant grant) {
    if (!ENTRY.containsAll(fields.keySet())) {
      throw malformed("access has entries of collection, access and filter alone");
    }
    if (!fields.containsKey("filter")) {
      return Optional.empty();
    }
    if (grant != Grant.READ) {
      throw malformed("access with a filter is \"r\": who is limited by a filter can only read");
    }
    return Optional.of(filter(fields.get("filter")));
  }

  private static Filter filter(@Nullable Object claim) {
    if (!(claim instanceof Map<?, ?> || claim instanceof String)) {
      throw malformed("access.filter is a filter, as an object or a text");
    }
    Filter filter;
    try {
      filter =
          JsonCodec.filter(
              JsonUtil.toJson(Map.of("filter", claim)).getBytes(StandardCharsets.UTF_8));
    } catch (RequestException invalid) {
      throw malformed("access.filter cannot be read: " + invalid.answer().text());
    }
    if (Boundless.holdsForAll(filter)) {
      throw malformed("access.filter leaves points out, and this one holds for all");
    }
    return filter;
  }

  private static Optional<Caller.Proof> proof(@Nullable Object claim) {
    if (claim == null) {
      return Optional.empty();
    }
    Map<?, ?> fields = object("value_exists", claim);
    if (!(fields.get("matches") instanceof List<?> matches)) {
      throw malformed("value_exists.matches is a list");
    }
    List<Condition> conditions = matches.stream().map(Tokens::condition).toList();
    return Optional.of(
        new Caller.Proof(
            text("value_exists.collection", fields.get("collection")),
            new Filter(conditions, List.of(), List.of(), Optional.empty())));
  }

  private static Condition condition(Object match) {
    Map<?, ?> fields = object("value_exists.matches", match);
    Object value = fields.get("value");
    if (!(value instanceof String || value instanceof Long || value instanceof Boolean)) {
      throw malformed("value_exists.matches.value is a text, a whole number, true or false");
    }
    try {
      return new Condition.Field(
          JsonPathParser.parse(text("value_exists.matches.key", fields.get("key"))),
          List.of(new Check.MatchValue(value)));
    } catch (IllegalArgumentException e) {
      throw malformed("value_exists.matches.key is a path in a payload");
    }
  }

  private static Map<?, ?> object(String where, @Nullable Object value) {
    if (value instanceof Map<?, ?> fields) {
      return fields;
    }
    throw malformed(where + " holds an object");
  }

  private static String text(String where, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw malformed(where + " is a text");
  }

  private static RequestException malformed(String expected) {
    return RequestException.unauthenticated("Invalid JWT: its claim " + expected);
  }
}
