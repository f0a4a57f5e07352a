package io.dunlin.persistence.event;

import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.QuantizationSettings.Binary;
import io.dunlin.persistence.model.QuantizationSettings.Bits;
import io.dunlin.persistence.model.QuantizationSettings.Compression;
import io.dunlin.persistence.model.QuantizationSettings.Encoding;
import io.dunlin.persistence.model.QuantizationSettings.Product;
import io.dunlin.persistence.model.QuantizationSettings.QueryEncoding;
import io.dunlin.persistence.model.QuantizationSettings.Scalar;
import io.dunlin.persistence.model.QuantizationSettings.Turbo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every kind of quantization with every option, and with none. */
final class QuantizationSamples {
  static final List<QuantizationSettings> ALL = all();

  private QuantizationSamples() {}

  private static List<QuantizationSettings> all() {
    List<QuantizationSettings> all = new ArrayList<>();
    all.add(new Scalar(Optional.empty(), Optional.empty()));
    all.add(new Scalar(Optional.of(0.5f), Optional.of(false)));
    for (Compression compression : Compression.values()) {
      all.add(new Product(compression, Optional.of(true)));
    }
    all.add(new Product(Compression.X4, Optional.empty()));
    all.add(new Binary(Optional.empty(), Optional.empty(), Optional.empty()));
    for (Encoding encoding : Encoding.values()) {
      all.add(new Binary(Optional.of(encoding), Optional.empty(), Optional.of(true)));
    }
    for (QueryEncoding encoding : QueryEncoding.values()) {
      all.add(new Binary(Optional.empty(), Optional.of(encoding), Optional.of(false)));
    }
    all.add(new Turbo(Optional.empty(), Optional.empty()));
    for (Bits bits : Bits.values()) {
      all.add(new Turbo(Optional.of(bits), Optional.of(true)));
    }
    return List.copyOf(all);
  }
}
