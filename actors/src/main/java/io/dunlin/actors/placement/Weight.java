package io.dunlin.actors.placement;

/** What a copy, or being the primary, adds to its node. */
record Weight(double bytes, double copies, double primaries, double load) {
  /** What the primary of any shard has on top of a copy. */
  static final Weight PRIMARY = new Weight(0, 0, 1, 0);

  static final int KINDS = 4;

  /** The load of a shard is shared by its copies. */
  static Weight ofCopy(ShardView shard) {
    return new Weight(shard.bytes(), 1, 0, shard.load() / shard.wanted());
  }

  Weight plus(Weight other) {
    return new Weight(
        bytes + other.bytes, copies + other.copies, primaries + other.primaries, load + other.load);
  }

  Weight times(double factor) {
    return new Weight(bytes * factor, copies * factor, primaries * factor, load * factor);
  }

  double of(int kind) {
    return switch (kind) {
      case 0 -> bytes;
      case 1 -> copies;
      case 2 -> primaries;
      case 3 -> load;
      default -> throw new IllegalArgumentException("kind " + kind);
    };
  }
}
