package io.dunlin.persistence.event;

import static io.dunlin.persistence.event.CollectionConfigProtos.given;

import io.dunlin.persistence.event.proto.FieldSchemaProto;
import io.dunlin.persistence.event.proto.TextSchemaProto;
import io.dunlin.persistence.event.proto.TextSchemaProto.StopwordsProto;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Language;
import io.dunlin.persistence.model.TextSchema.Stopwords;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import java.util.List;

/** How fields of the payload are indexed, to and from its protobuf form. */
final class FieldProtos {
  private FieldProtos() {}

  static FieldSchemaProto toProto(FieldSchema schema) {
    FieldSchemaProto.Builder proto = FieldSchemaProto.newBuilder().setType(schema.type().name());
    schema.tenant().ifPresent(proto::setTenant);
    schema.principal().ifPresent(proto::setPrincipal);
    schema.lookup().ifPresent(proto::setLookup);
    schema.range().ifPresent(proto::setRange);
    schema.onDisk().ifPresent(proto::setOnDisk);
    schema.graph().ifPresent(proto::setGraph);
    schema.text().map(FieldProtos::toProto).ifPresent(proto::setText);
    return proto.build();
  }

  static TextSchemaProto toProto(TextSchema text) {
    TextSchemaProto.Builder proto = TextSchemaProto.newBuilder();
    text.tokenizer().map(Enum::name).ifPresent(proto::setTokenizer);
    text.minLength().ifPresent(proto::setMinLength);
    text.maxLength().ifPresent(proto::setMaxLength);
    text.lowercase().ifPresent(proto::setLowercase);
    text.asciiFolding().ifPresent(proto::setAsciiFolding);
    text.phrases().ifPresent(proto::setPhrases);
    text.stopwords().map(FieldProtos::toProto).ifPresent(proto::setStopwords);
    text.stemmer().map(Enum::name).ifPresent(proto::setStemmer);
    return proto.build();
  }

  private static StopwordsProto toProto(Stopwords words) {
    return StopwordsProto.newBuilder()
        .addAllLanguages(words.languages().stream().map(Enum::name).toList())
        .addAllCustom(words.custom())
        .build();
  }

  /**
   * @throws IllegalArgumentException for a type, language or tokenizer that is unknown here
   */
  static FieldSchema fromProto(FieldSchemaProto proto) {
    return new FieldSchema(
        FieldType.valueOf(proto.getType()),
        given(proto::hasTenant, proto::getTenant),
        given(proto::hasPrincipal, proto::getPrincipal),
        given(proto::hasLookup, proto::getLookup),
        given(proto::hasRange, proto::getRange),
        given(proto::hasOnDisk, proto::getOnDisk),
        given(proto::hasGraph, proto::getGraph),
        given(proto::hasText, proto::getText).map(FieldProtos::fromProto));
  }

  static TextSchema fromProto(TextSchemaProto proto) {
    return new TextSchema(
        given(proto::hasTokenizer, proto::getTokenizer).map(Tokenizer::valueOf),
        given(proto::hasMinLength, proto::getMinLength),
        given(proto::hasMaxLength, proto::getMaxLength),
        given(proto::hasLowercase, proto::getLowercase),
        given(proto::hasAsciiFolding, proto::getAsciiFolding),
        given(proto::hasPhrases, proto::getPhrases),
        given(proto::hasStopwords, proto::getStopwords).map(FieldProtos::fromProto),
        given(proto::hasStemmer, proto::getStemmer).map(Language::valueOf));
  }

  private static Stopwords fromProto(StopwordsProto proto) {
    return new Stopwords(
        proto.getLanguagesList().stream().map(Language::valueOf).toList(),
        List.copyOf(proto.getCustomList()));
  }
}
