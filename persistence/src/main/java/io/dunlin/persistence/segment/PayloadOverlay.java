package io.dunlin.persistence.segment;

import io.dunlin.persistence.model.Payload;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Payloads that changed after their row was written. Immutable, copied by chunks on change. STUB.
 */
public final class PayloadOverlay {
  public static final PayloadOverlay NONE = new PayloadOverlay();

  /** A row's newer payload and the position of the write that made it. */
  public record Entry(Payload payload, long version) {}

  public @Nullable Entry get(int row) {
    return null;
  }

  public int count() {
    return 0;
  }

  public PayloadOverlay with(Map<Integer, Entry> changes) {
    return this;
  }

  /** Calls for every changed row, ascending. */
  public void forEach(Visitor visitor) {}

  /** Takes a row and its entry. */
  public interface Visitor {
    void visit(int row, Entry entry);
  }
}
