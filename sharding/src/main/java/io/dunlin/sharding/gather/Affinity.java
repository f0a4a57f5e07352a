package io.dunlin.sharding.gather;

import io.dunlin.persistence.model.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import scala.util.hashing.MurmurHash3$;

/**
 * Which nodes a caller's reads prefer: rendezvous hashing (Thaler and Ravishankar, Using Name-Based
 * Mappings to Increase Hit Rates, 1998). All nodes order a shard's copies alike, and a node that
 * comes or goes changes only the choices that are of itself.
 */
final class Affinity {
  private final int seed;

  /**
   * @param value whatever the caller's reads have in common, such as a user
   */
  Affinity(String value) {
    this.seed = MurmurHash3$.MODULE$.bytesHash(value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sorts copies, the preferred one first.
   *
   * @param last whether a copy is to be asked only where all others fail; such stay in their order
   */
  <C> void sort(List<C> copies, Predicate<C> last, Function<C, NodeId> node) {
    Comparator<C> preferred =
        Comparator.comparingInt((C copy) -> weight(node.apply(copy)))
            .reversed()
            .thenComparing(node);
    copies.sort(
        Comparator.comparing(last::test)
            .thenComparing((one, other) -> last.test(one) ? 0 : preferred.compare(one, other)));
  }

  private int weight(NodeId node) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(node.uuid().getMostSignificantBits());
    bytes.putLong(node.uuid().getLeastSignificantBits());
    return MurmurHash3$.MODULE$.bytesHash(bytes.array(), seed);
  }
}
