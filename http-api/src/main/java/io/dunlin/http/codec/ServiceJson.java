package io.dunlin.http.codec;

import io.dunlin.http.BuildInfo;
import java.util.UUID;

/** What a node says of itself. */
public final class ServiceJson {
  /** The release of the contract that Dunlin speaks; clients compare it with their own. */
  public static final String CONTRACT_VERSION = "1.18.3";

  private static final String TITLE = "dunlin - vector database";

  private ServiceJson() {}

  public static JsonBody version(BuildInfo build) {
    return json -> {
      json.writeStartObject();
      json.writeStringField("title", TITLE);
      json.writeStringField("version", CONTRACT_VERSION);
      json.writeStringField("commit", build.commit());
      json.writeStringField("dunlin_version", build.version());
      json.writeEndObject();
    };
  }

  /** There is no cluster as the contract means it. */
  public static JsonBody standalone() {
    return json -> {
      json.writeStartObject();
      json.writeStringField("status", "disabled");
      json.writeEndObject();
    };
  }

  public static JsonBody telemetry(UUID run, BuildInfo build, int collections) {
    return json -> {
      json.writeStartObject();
      json.writeStringField("id", run.toString());
      json.writeObjectFieldStart("app");
      json.writeStringField("name", "dunlin");
      json.writeStringField("version", CONTRACT_VERSION);
      json.writeStringField("dunlin_version", build.version());
      json.writeEndObject();
      json.writeObjectFieldStart("collections");
      json.writeNumberField("number_of_collections", collections);
      json.writeEndObject();
      json.writeObjectFieldStart("cluster");
      json.writeBooleanField("enabled", false);
      json.writeEndObject();
      json.writeEndObject();
    };
  }
}
