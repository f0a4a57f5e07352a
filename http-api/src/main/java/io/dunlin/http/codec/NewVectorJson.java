package io.dunlin.http.codec;

import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import java.io.IOException;
import java.util.Optional;

/**
 * A vector that is to be made in a collection: {@code dense} with what a new collection's vector
 * may say, or {@code sparse}. The contract takes no more than what cannot be changed later; what
 * can be is Dunlin's own.
 */
public final class NewVectorJson {
  private NewVectorJson() {}

  public static VectorKind read(byte[] body) {
    return JsonReader.read(body, NewVectorJson::read);
  }

  private static VectorKind read(JsonReader json) throws IOException {
    json.beginObject("a vector: dense or sparse");
    Optional<VectorSpec> dense = Optional.empty();
    Optional<SparseSpec> sparse = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "dense" -> dense = json.optional(VectorSpecJson::read);
        case "sparse" -> sparse = json.optional(SparseSpecJson::read);
        default -> json.skip();
      }
    }
    if (dense.isPresent() && sparse.isPresent()) {
      throw RequestException.invalidBody("sparse", "a vector is dense or sparse, not both");
    }
    if (dense.isEmpty() && sparse.isEmpty()) {
      throw json.missing("dense");
    }
    return dense.isPresent() ? dense.get() : sparse.orElseThrow();
  }
}
