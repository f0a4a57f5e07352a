package io.dunlin.sharding.query;

import io.dunlin.actors.query.Hit;
import io.dunlin.persistence.filter.PayloadLookup;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Orders points by what a reranker thinks of their texts: those that it judges, the best first, and
 * after them the others as they were. Pure.
 *
 * @param judged points with a text, as they were ordered before
 * @param texts theirs
 * @param others points that have none, or come too late to be judged
 */
record Reranking(List<Hit> judged, List<String> texts, List<Hit> others) {
  /**
   * @param candidates with their payloads
   * @param rest what comes after them
   */
  static Reranking of(JsonPath field, List<Hit> candidates, List<Hit> rest) {
    List<Hit> judged = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    List<Hit> others = new ArrayList<>();
    for (Hit hit : candidates) {
      Optional<String> text = text(hit.payload().orElse(Payload.EMPTY), field);
      text.ifPresent(texts::add);
      (text.isPresent() ? judged : others).add(hit.bare());
    }
    others.addAll(rest);
    return new Reranking(judged, texts, others);
  }

  private static Optional<String> text(Payload payload, JsonPath field) {
    return PayloadLookup.first(payload, field)
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(text -> !text.isBlank());
  }

  /**
   * All points, best first. Equal scores leave the order as it was. Who was not judged has the
   * lowest score that was given, so that scores never rise along the list, and passes no threshold.
   *
   * @param scores one for each text
   */
  List<Hit> ordered(float[] scores, Optional<Float> threshold) {
    List<Hit> best =
        IntStream.range(0, scores.length)
            // Zero has one sign.
            .mapToObj(i -> judged.get(i).withScore(scores[i] + 0f))
            .sorted(Comparator.comparingDouble(Hit::score).reversed())
            .toList();
    if (threshold.isPresent()) {
      return best.stream().filter(hit -> hit.score() > threshold.get()).toList();
    }
    float lowest = best.isEmpty() ? 0 : best.getLast().score();
    return Stream.concat(best.stream(), others.stream().map(hit -> hit.bare().withScore(lowest)))
        .toList();
  }
}
