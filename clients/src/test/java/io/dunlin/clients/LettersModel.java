package io.dunlin.clients;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;

/** {@link Letters} as LangChain4j asks for them. */
final class LettersModel implements EmbeddingModel {
  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    return Response.from(
        segments.stream().map(segment -> Embedding.from(Letters.vector(segment.text()))).toList());
  }

  @Override
  public int dimension() {
    return Letters.DIMENSIONS;
  }
}
