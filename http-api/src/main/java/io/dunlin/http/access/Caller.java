package io.dunlin.http.access;

import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.persistence.model.Filter;
import java.util.Optional;

/**
 * Somebody whose key or token is good.
 *
 * @param name what points tell of who wrote them where a collection has lineage: the kind of a key,
 *     or whom a token is for; never a secret
 * @param proof what has to hold in addition, each time
 */
public record Caller(String name, Access access, Optional<Proof> proof) {
  static final Caller ANONYMOUS = everything(WriteOptions.ANONYMOUS);
  static final Caller API_KEY = everything("api-key");
  static final Caller ALT_API_KEY = everything("alt-api-key");
  static final Caller READ_ONLY_API_KEY =
      new Caller("read-only-api-key", new Access.ReadEverything(), Optional.empty());

  private static Caller everything(String name) {
    return new Caller(name, new Access.Everything(), Optional.empty());
  }

  /** A collection has a point that this filter holds for. */
  record Proof(String collection, Filter filter) {}
}
