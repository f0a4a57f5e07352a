package io.dunlin.persistence.store;

import java.util.OptionalLong;

/**
 * How many bytes per second a node moves to and from the store at most, all its transfers together;
 * empty for no limit. A limit keeps the moving of shards from taking the network from searches.
 */
public record TransferRates(OptionalLong upload, OptionalLong download) {
  public static final TransferRates UNLIMITED =
      new TransferRates(OptionalLong.empty(), OptionalLong.empty());

  public TransferRates {
    if (upload.orElse(1) <= 0 || download.orElse(1) <= 0) {
      throw new IllegalArgumentException("a rate must be above 0 bytes per second");
    }
  }

  TokenBucket uploadBucket() {
    return bucket(upload);
  }

  TokenBucket downloadBucket() {
    return bucket(download);
  }

  private static TokenBucket bucket(OptionalLong rate) {
    return rate.isPresent() ? TokenBucket.of(rate.getAsLong()) : TokenBucket.unlimited();
  }
}
