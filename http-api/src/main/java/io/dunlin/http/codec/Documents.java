package io.dunlin.http.codec;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.text.Bm25;

/**
 * Texts that stand where vectors may. The model that the contract has on the server, BM25, makes
 * sparse vectors of them; of other models, and of images and objects, clients send vectors.
 */
public final class Documents {
  /** Clients write it in any case. */
  private static final String MODEL = "Qdrant/bm25";

  private static final Bm25 DEFAULT = new Bm25(Bm25.Settings.DEFAULTS);

  private Documents() {}

  /** What a text is there for. */
  public enum Use {
    /** It is a point's. */
    STORED,
    /** Points are searched by it. */
    ASKED
  }

  /** Fails with BadRequest where there is no such model, or an option is out of bounds. */
  public static VectorValue vector(String text, String model, Payload options, Use use) {
    if (!model.equalsIgnoreCase(MODEL)) {
      throw unsupported("The model `" + model + "`");
    }
    Bm25 bm25 = options.fields().isEmpty() ? DEFAULT : new Bm25(DocumentOptions.read(options));
    return switch (use) {
      case STORED -> bm25.document(text);
      case ASKED -> bm25.query(text);
    };
  }

  /** What clients have to make vectors of themselves. */
  public static DunlinException unsupported(String what) {
    return new DunlinFailure.BadRequest(
            "%s is not supported: vectors are made of a `text` by the model `%s`; send others as vectors"
                .formatted(what, MODEL))
        .asException();
  }
}
