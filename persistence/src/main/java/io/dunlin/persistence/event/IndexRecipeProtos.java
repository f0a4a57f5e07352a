package io.dunlin.persistence.event;

import io.dunlin.persistence.event.proto.IndexRecipeProto;
import io.dunlin.persistence.model.IndexRecipe;
import java.util.Optional;

/** What indexes are built by to and from its protobuf form, which sealed files hold too. */
public final class IndexRecipeProtos {
  private IndexRecipeProtos() {}

  public static IndexRecipeProto toProto(IndexRecipe recipe) {
    IndexRecipeProto.Builder proto =
        IndexRecipeProto.newBuilder()
            .setGraph(CollectionConfigProtos.toProto(recipe.graph()))
            .setIndex(IndexProtos.toProto(recipe.index()));
    recipe.codes().map(QuantizationProtos::toProto).ifPresent(proto::setCodes);
    return proto.build();
  }

  /**
   * @throws IllegalArgumentException when it names what this version does not know
   */
  public static IndexRecipe fromProto(IndexRecipeProto proto) {
    return new IndexRecipe(
        CollectionConfigProtos.fromProto(proto.getGraph()),
        proto.hasCodes()
            ? Optional.of(QuantizationProtos.fromProto(proto.getCodes()))
            : Optional.empty(),
        IndexProtos.fromProto(proto.getIndex()));
  }
}
