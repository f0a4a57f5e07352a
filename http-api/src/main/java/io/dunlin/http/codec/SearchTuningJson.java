package io.dunlin.http.codec;

import io.dunlin.actors.query.SearchTuning;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.model.Filter;
import java.io.IOException;
import java.util.Optional;

/** {@code params} of a search. */
final class SearchTuningJson {
  private SearchTuningJson() {}

  static SearchTuning read(JsonReader json) throws IOException {
    json.beginObject("search parameters");
    Optional<Integer> ef = Optional.empty();
    boolean exact = false;
    boolean indexedOnly = false;
    Optional<Integer> nprobe = Optional.empty();
    CodeUse codes = CodeUse.DEFAULT;
    boolean explain = false;
    Optional<Filter> corpus = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "hnsw_ef" -> ef = json.optional(value -> value.count(1));
        case "exact" -> exact = !json.isNull() && json.bool();
        case "indexed_only" -> indexedOnly = !json.isNull() && json.bool();
        case "nprobe" -> nprobe = json.optional(value -> value.count(1));
        case "quantization" ->
            codes = json.optional(SearchTuningJson::codes).orElse(CodeUse.DEFAULT);
        case "explain" -> explain = !json.isNull() && json.bool();
        case "idf" -> corpus = json.optional(SearchTuningJson::corpus);
        // `acorn` among them: walks step over refused rows wherever that is the shorter way.
        default -> json.skip();
      }
    }
    return new SearchTuning(ef, exact, indexedOnly, nprobe, codes, explain, corpus);
  }

  /** Whose terms are counted: "global" and no filter are all points. */
  private static Filter corpus(JsonReader json) throws IOException {
    if (json.isString()) {
      String word = json.string();
      if (!word.equals("global")) {
        throw json.invalid("expected \"global\" or an object with a corpus, got `" + word + "`");
      }
      return Filter.ALL;
    }
    json.beginObject("\"global\" or an object with a corpus");
    Optional<Filter> corpus = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "corpus" -> corpus = json.optional(FilterJson::read);
        default -> json.skip();
      }
    }
    return corpus.orElse(Filter.ALL);
  }

  private static CodeUse codes(JsonReader json) throws IOException {
    json.beginObject("search parameters of quantized vectors");
    boolean ignore = CodeUse.DEFAULT.ignore();
    boolean rescore = CodeUse.DEFAULT.rescore();
    float oversampling = CodeUse.DEFAULT.oversampling();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "ignore" -> ignore = !json.isNull() && json.bool();
        case "rescore" ->
            rescore = json.optional(JsonReader::bool).orElse(CodeUse.DEFAULT.rescore());
        case "oversampling" ->
            oversampling =
                json.optional(SearchTuningJson::oversampling)
                    .orElse(CodeUse.DEFAULT.oversampling());
        default -> json.skip();
      }
    }
    return new CodeUse(ignore, rescore, oversampling);
  }

  private static float oversampling(JsonReader json) throws IOException {
    float factor = json.float32();
    if (factor < 1) {
      throw json.invalid("value " + factor + " invalid, must be 1.0 or larger");
    }
    return factor;
  }
}
