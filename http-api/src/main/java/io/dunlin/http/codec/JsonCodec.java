package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.Trace.Explanation;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.http.consistency.AnswerNotes;
import io.dunlin.http.consistency.ReadTerms.Field;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.sharding.KeyedOperation;
import io.dunlin.sharding.Warming;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that the routes need of JSON: a method for each body that comes in, and one for each result
 * that goes out. Those that read throw {@link io.dunlin.http.error.RequestException} for what
 * cannot be read or is out of bounds, and NotBuilt for what is not built yet.
 */
public final class JsonCodec {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonCodec() {}

  // What comes in

  public static CollectionConfig createCollection(byte[] body) {
    return JsonReader.read(body, CollectionJson::create);
  }

  public static CollectionPatch patchCollection(byte[] body) {
    return JsonReader.read(body, CollectionJson::patch);
  }

  public static KeyedOperation upsert(byte[] body, MissingIds missing) {
    return JsonReader.read(body, json -> UpsertJson.upsert(json, missing));
  }

  public static KeyedOperation updateVectors(byte[] body) {
    return JsonReader.read(body, UpsertJson::updateVectors);
  }

  public static KeyedOperation deltas(byte[] body) {
    return JsonReader.read(body, DeltaJson::read);
  }

  public static KeyedOperation delete(byte[] body) {
    return JsonReader.read(body, OperationJson::delete);
  }

  public static KeyedOperation deleteVectors(byte[] body) {
    return JsonReader.read(body, OperationJson::deleteVectors);
  }

  public static KeyedOperation setPayload(byte[] body) {
    return JsonReader.read(body, OperationJson::setPayload);
  }

  public static KeyedOperation overwritePayload(byte[] body) {
    return JsonReader.read(body, OperationJson::overwritePayload);
  }

  public static KeyedOperation deletePayload(byte[] body) {
    return JsonReader.read(body, OperationJson::deletePayload);
  }

  public static KeyedOperation clearPayload(byte[] body) {
    return JsonReader.read(body, OperationJson::clearPayload);
  }

  public static List<KeyedOperation> batch(byte[] body) {
    return JsonReader.read(body, OperationJson::batch);
  }

  public static RetrieveRequest retrieve(byte[] body) {
    return JsonReader.read(body, ReadJson::retrieve);
  }

  public static Paged<ScrollRequest> scroll(byte[] body) {
    return JsonReader.read(body, ReadJson::scroll);
  }

  /** The field {@code filter} of a body. */
  public static Filter filter(byte[] body) {
    return count(body).filter();
  }

  public static CountRequest count(byte[] body) {
    return JsonReader.read(body, ReadJson::count);
  }

  public static Paged<QueryRequest> query(byte[] body) {
    return JsonReader.read(body, QueryJson::paged);
  }

  /** What a header says of a cursor: the text of a page, or an object as in a body. */
  public static ReadView cursor(Field header) {
    return header.text().startsWith("{")
        ? JsonReader.read(header.text().getBytes(StandardCharsets.UTF_8), CursorJson::read)
        : new ReadView.NextPage(header.text());
  }

  /** What a header says of a reranker: an object as in a body. */
  public static Query rerank(Field header) {
    return JsonReader.read(header.text().getBytes(StandardCharsets.UTF_8), RerankJson::read);
  }

  public static List<QueryRequest> queries(byte[] body) {
    return JsonReader.read(body, QueryJson::queries);
  }

  public static GroupsRequest queryGroups(byte[] body) {
    return JsonReader.read(body, QueryJson::groups);
  }

  public static WhyNotRequest whyNot(byte[] body) {
    return JsonReader.read(body, QueryJson::whyNot);
  }

  public static QueryRequest search(byte[] body) {
    return JsonReader.read(body, LegacySearchJson::search);
  }

  public static List<QueryRequest> searches(byte[] body) {
    return JsonReader.read(body, LegacySearchJson::searches);
  }

  public static GroupsRequest searchGroups(byte[] body) {
    return JsonReader.read(body, LegacySearchJson::searchGroups);
  }

  public static QueryRequest recommend(byte[] body) {
    return JsonReader.read(body, LegacySearchJson::recommend);
  }

  public static List<QueryRequest> recommends(byte[] body) {
    return JsonReader.read(body, LegacySearchJson::recommends);
  }

  public static GroupsRequest recommendGroups(byte[] body) {
    return JsonReader.read(body, LegacySearchJson::recommendGroups);
  }

  public static QueryRequest discover(byte[] body) {
    return JsonReader.read(body, LegacySearchJson::discover);
  }

  public static List<QueryRequest> discovers(byte[] body) {
    return JsonReader.read(body, LegacySearchJson::discovers);
  }

  public static FacetRequest facet(byte[] body) {
    return JsonReader.read(body, ReadJson::facet);
  }

  public static MatrixRequest matrix(byte[] body) {
    return JsonReader.read(body, ReadJson::matrix);
  }

  /** An id as it stands in a path: a number in decimal, or a UUID. */
  public static Optional<PointId> pathId(String text) {
    try {
      return text.startsWith("+")
          ? Optional.empty()
          : Optional.of(PointId.of(Long.parseUnsignedLong(text)));
    } catch (NumberFormatException noNumber) {
      return PointId.parseUuid(text);
    }
  }

  // What goes out

  public static JsonBody warmed(Warming.Done done) {
    return json -> {
      json.writeStartObject();
      json.writeNumberField("queries", done.queries());
      json.writeNumberField("points", done.points());
      json.writeEndObject();
    };
  }

  public static JsonBody bool(boolean value) {
    return json -> json.writeBoolean(value);
  }

  public static JsonBody exists(boolean exists) {
    return json -> {
      json.writeStartObject();
      json.writeBooleanField("exists", exists);
      json.writeEndObject();
    };
  }

  public static JsonBody count(long count) {
    return json -> {
      json.writeStartObject();
      json.writeNumberField("count", count);
      json.writeEndObject();
    };
  }

  public static JsonBody names(List<CollectionInfo> collections) {
    return json -> CollectionInfoJson.writeNames(json, collections);
  }

  public static JsonBody collection(CollectionInfo info, CollectionStatus status) {
    return json -> CollectionInfoJson.write(json, info, status);
  }

  public static JsonBody write(WriteResult result) {
    return json -> writeResult(json, result);
  }

  /** An upsert's result with the ids of its points, in their order. */
  public static JsonBody write(WriteResult result, KeyedOperation upsert) {
    List<PointInput> points = ((PointOperation.Upsert) upsert.operation()).points();
    return json -> {
      json.writeStartObject();
      writeResultFields(json, result);
      json.writeArrayFieldStart("ids");
      for (PointInput point : points) {
        PointIdJson.write(json, point.id());
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  public static JsonBody writes(List<WriteResult> results) {
    return json -> {
      json.writeStartArray();
      for (WriteResult result : results) {
        writeResult(json, result);
      }
      json.writeEndArray();
    };
  }

  public static JsonBody record(Hit hit) {
    return json -> HitJson.writeRecord(json, hit);
  }

  public static JsonBody records(List<Hit> hits) {
    return json -> HitJson.writeRecords(json, hits);
  }

  public static JsonBody page(ScrollPage page) {
    return json -> HitJson.writePage(json, page);
  }

  /** The legacy search's list of points. */
  public static JsonBody scored(List<Hit> hits) {
    return json -> HitJson.writeScored(json, hits);
  }

  /** A query's points. */
  public static JsonBody points(List<Hit> hits) {
    return json -> HitJson.writePoints(json, hits);
  }

  public static JsonBody groups(List<PointGroup> groups) {
    return json -> QueryAnswerJson.writeGroups(json, groups);
  }

  public static JsonBody whyNot(WhyNot why) {
    return json -> WhyNotJson.write(json, why);
  }

  public static JsonBody facets(List<FacetCount> facets) {
    return json -> QueryAnswerJson.writeFacets(json, facets);
  }

  public static JsonBody pairs(DistanceMatrix matrix) {
    return json -> QueryAnswerJson.writePairs(json, matrix);
  }

  public static JsonBody offsets(DistanceMatrix matrix) {
    return json -> QueryAnswerJson.writeOffsets(json, matrix);
  }

  /** One value for each element. */
  public static <T> JsonBody array(List<T> elements, Function<T, JsonBody> body) {
    return json -> {
      json.writeStartArray();
      for (T element : elements) {
        body.apply(element).writeTo(json);
      }
      json.writeEndArray();
    };
  }

  // The envelope

  /**
   * {@code {"result": ..., "status": "ok", "time": seconds}}, and the notes where there are any.
   */
  public static byte[] success(JsonBody result, AnswerNotes notes, double seconds) {
    return bare(json -> {
      long start = System.nanoTime();
      json.writeStartObject();
      json.writeFieldName("result");
      result.writeTo(json);
      long encoded = System.nanoTime() - start;
      json.writeStringField("status", "ok");
      json.writeNumberField("time", seconds);
      writeNotes(json, notes);
      if (notes.explanation().isPresent()) {
        json.writeFieldName("explain");
        Explanation explanation = notes.explanation().get().with("encode", encoded);
        ExplainJson.write(json, explanation, ExplainJson.Detail.ALL);
      }
      json.writeEndObject();
    });
  }

  /** An explanation of at most so many letters, all of ASCII; with less in it where need be. */
  public static String explanation(Explanation explanation, int most) {
    String text = "";
    for (ExplainJson.Detail detail : ExplainJson.Detail.values()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
      try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
        json.enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature());
        ExplainJson.write(json, explanation, detail);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      text = bytes.toString(StandardCharsets.US_ASCII);
      if (text.length() <= most) {
        break;
      }
    }
    return text;
  }

  /** Of what has begun: {@code {"status": "accepted", "time": seconds}}. */
  public static byte[] accepted(double seconds) {
    return bare(json -> {
      json.writeStartObject();
      json.writeStringField("status", "accepted");
      json.writeNumberField("time", seconds);
      json.writeEndObject();
    });
  }

  /** {@code {"status": {"error": text}, "time": seconds}}. */
  public static byte[] error(String text, double seconds) {
    return bare(json -> {
      json.writeStartObject();
      json.writeObjectFieldStart("status");
      json.writeStringField("error", text);
      json.writeEndObject();
      json.writeNumberField("time", seconds);
      json.writeEndObject();
    });
  }

  /** The value alone, without an envelope. */
  public static byte[] bare(JsonBody body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      body.writeTo(json);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void writeNotes(JsonGenerator json, AnswerNotes notes) throws IOException {
    if (notes.staleMillis() > 0) {
      json.writeNumberField("stale_ms", notes.staleMillis());
    }
    if (!notes.missing().isEmpty()) {
      json.writeObjectFieldStart("partial");
      json.writeArrayFieldStart("missing");
      for (AnswerNotes.Missing missing : notes.missing()) {
        json.writeStartObject();
        json.writeNumberField("shard_id", missing.shard());
        json.writeStringField("reason", missing.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    if (notes.cached()) {
      json.writeBooleanField("cached", true);
    }
    if (notes.token().isPresent()) {
      json.writeStringField("token", notes.token().get());
    }
    if (notes.cursor().isPresent()) {
      json.writeFieldName("next_page_cursor");
      // Null at the end.
      json.writeString(notes.cursor().get().token().orElse(null));
    }
  }

  private static void writeResult(JsonGenerator json, WriteResult result) throws IOException {
    json.writeStartObject();
    writeResultFields(json, result);
    json.writeEndObject();
  }

  private static void writeResultFields(JsonGenerator json, WriteResult result) throws IOException {
    json.writeNumberField("operation_id", result.operationId());
    json.writeStringField(
        "status",
        switch (result.status()) {
          case ACKNOWLEDGED -> "acknowledged";
          case WAIT_TIMEOUT -> "wait_timeout";
          case COMPLETED -> "completed";
        });
  }
}
