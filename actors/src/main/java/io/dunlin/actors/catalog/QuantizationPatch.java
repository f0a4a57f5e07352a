package io.dunlin.actors.catalog;

import io.dunlin.persistence.model.QuantizationSettings;
import java.util.Optional;

/** What becomes of quantization settings. They are replaced as a whole, never in part. */
public sealed interface QuantizationPatch {
  /** They stay as they are. */
  record Keep() implements QuantizationPatch {}

  record Set(QuantizationSettings settings) implements QuantizationPatch {}

  /** They are gone: a vector then has the collection's, a collection none. */
  record Disable() implements QuantizationPatch {}

  default Optional<QuantizationSettings> applyTo(Optional<QuantizationSettings> old) {
    return switch (this) {
      case Keep _ -> old;
      case Set(QuantizationSettings settings) -> Optional.of(settings);
      case Disable _ -> Optional.empty();
    };
  }
}
