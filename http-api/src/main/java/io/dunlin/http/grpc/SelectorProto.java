package io.dunlin.http.grpc;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.model.JsonPath;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import java.util.List;

/** What an answer is to carry besides ids and scores. */
final class SelectorProto {
  private SelectorProto() {}

  /**
   * @param otherwise what holds when the request does not say
   */
  static PayloadSelector payload(WithPayloadSelector selector, PayloadSelector otherwise) {
    return switch (selector.getSelectorOptionsCase()) {
      case ENABLE -> selector.getEnable() ? new PayloadSelector.All() : new PayloadSelector.None();
      case INCLUDE -> new PayloadSelector.Include(paths(selector.getInclude().getFieldsList()));
      case EXCLUDE -> new PayloadSelector.Exclude(paths(selector.getExclude().getFieldsList()));
      case SELECTOROPTIONS_NOT_SET -> otherwise;
    };
  }

  static VectorSelector vectors(WithVectorsSelector selector) {
    return switch (selector.getSelectorOptionsCase()) {
      case ENABLE -> selector.getEnable() ? new VectorSelector.All() : new VectorSelector.None();
      case INCLUDE -> new VectorSelector.Names(List.copyOf(selector.getInclude().getNamesList()));
      case SELECTOROPTIONS_NOT_SET -> new VectorSelector.None();
    };
  }

  static List<JsonPath> paths(List<String> texts) {
    return texts.stream().map(PathProto::decode).toList();
  }
}
