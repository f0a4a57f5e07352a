package io.dunlin.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qdrant.client.ConditionFactory;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.QueryFactory;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same requests for both APIs, as the bytes that are sent. */
final class Requests {
  /** So many values has the field {@code kind}, and {@code number} counts up to this. */
  static final int KINDS = 100;

  static final int NUMBERS = 1000;

  private static final int LEAST = NUMBERS / 2;
  private static final String KIND = "kind-7";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Requests() {}

  /**
   * A kind of request.
   *
   * @param path below the collection
   * @param method of gRPC
   */
  record Pair(String name, String path, List<byte[]> rest, String method, List<byte[]> grpc) {}

  static Pair searches(String collection, float[][] queries, int k, int breadth) {
    List<byte[]> rest = new ArrayList<>();
    List<byte[]> grpc = new ArrayList<>();
    for (float[] query : queries) {
      rest.add(json(Map.of("query", query, "limit", k, "params", Map.of("hnsw_ef", breadth))));
      grpc.add(
          QueryPoints.newBuilder()
              .setCollectionName(collection)
              .setQuery(QueryFactory.nearest(query))
              .setLimit(k)
              .setParams(SearchParams.newBuilder().setHnswEf(breadth))
              .build()
              .toByteArray());
    }
    return new Pair("search", "/points/query", rest, "qdrant.Points/Query", grpc);
  }

  /** Points whose ids count up from {@code first}. */
  static byte[] upsertOverRest(int first, List<float[]> vectors) {
    List<Map<String, Object>> points = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      points.add(Map.of("id", first + i, "vector", vectors.get(i)));
    }
    return json(Map.of("points", points));
  }

  static byte[] upsertOverGrpc(String collection, int first, List<float[]> vectors) {
    return upsert(collection, first, vectors, false);
  }

  /** With the payload that facets, counts and filters are asked of. */
  static byte[] upsertDescribed(String collection, int first, List<float[]> vectors) {
    return upsert(collection, first, vectors, true);
  }

  private static byte[] upsert(
      String collection, int first, List<float[]> vectors, boolean described) {
    UpsertPoints.Builder request =
        UpsertPoints.newBuilder().setCollectionName(collection).setWait(true);
    for (int i = 0; i < vectors.size(); i++) {
      PointStruct.Builder point =
          PointStruct.newBuilder()
              .setId(PointIdFactory.id(first + i))
              .setVectors(VectorsFactory.vectors(vectors.get(i)));
      if (described) {
        point.putPayload("kind", ValueFactory.value("kind-" + (first + i) % KINDS));
        point.putPayload("number", ValueFactory.value((first + i) / KINDS % NUMBERS));
      }
      request.addPoints(point);
    }
    return request.build().toByteArray();
  }

  /** Facet, count and scroll, each with and without a filter where both make sense. */
  static List<Pair> reads(String collection) {
    Filter range =
        Filter.newBuilder()
            .addMust(ConditionFactory.range("number", Range.newBuilder().setGte(LEAST).build()))
            .build();
    Filter kind = Filter.newBuilder().addMust(ConditionFactory.matchKeyword("kind", KIND)).build();
    String rangeJson = "{\"must\":[{\"key\":\"number\",\"range\":{\"gte\":%d}}]}".formatted(LEAST);
    String kindJson =
        "{\"must\":[{\"key\":\"kind\",\"match\":{\"value\":\"%s\"}}]}".formatted(KIND);
    return List.of(
        new Pair(
            "facet",
            "/facet",
            List.of("{\"key\":\"kind\",\"exact\":true}".getBytes(UTF_8)),
            "qdrant.Points/Facet",
            List.of(
                FacetCounts.newBuilder()
                    .setCollectionName(collection)
                    .setKey("kind")
                    .setExact(true)
                    .build()
                    .toByteArray())),
        new Pair(
            "facet of half of them",
            "/facet",
            List.of(
                "{\"key\":\"kind\",\"exact\":true,\"filter\":%s}"
                    .formatted(rangeJson)
                    .getBytes(UTF_8)),
            "qdrant.Points/Facet",
            List.of(
                FacetCounts.newBuilder()
                    .setCollectionName(collection)
                    .setKey("kind")
                    .setExact(true)
                    .setFilter(range)
                    .build()
                    .toByteArray())),
        new Pair(
            "count of half of them",
            "/points/count",
            List.of("{\"exact\":true,\"filter\":%s}".formatted(rangeJson).getBytes(UTF_8)),
            "qdrant.Points/Count",
            List.of(
                CountPoints.newBuilder()
                    .setCollectionName(collection)
                    .setExact(true)
                    .setFilter(range)
                    .build()
                    .toByteArray())),
        new Pair(
            "scroll of one in a hundred",
            "/points/scroll",
            List.of(
                "{\"limit\":100,\"with_payload\":true,\"filter\":%s}"
                    .formatted(kindJson)
                    .getBytes(UTF_8)),
            "qdrant.Points/Scroll",
            List.of(
                ScrollPoints.newBuilder()
                    .setCollectionName(collection)
                    .setLimit(100)
                    .setFilter(kind)
                    .build()
                    .toByteArray())));
  }

  private static byte[] json(Object body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
