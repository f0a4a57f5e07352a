package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.placement.NodeRole;
import io.dunlin.actors.query.ClusterStatus;
import io.dunlin.http.BuildInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

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

  /**
   * The cluster as the contract shows one. What it says of Raft is said of the catalog: a change of
   * it is one entry of its log, and the leader is the node that decides about membership.
   */
  public static JsonBody cluster(Optional<ClusterStatus> status) {
    return json -> {
      json.writeStartObject();
      json.writeStringField("status", status.isPresent() ? "enabled" : "disabled");
      if (status.isPresent()) {
        writeCluster(json, status.get());
      }
      json.writeEndObject();
    };
  }

  private static void writeCluster(JsonGenerator json, ClusterStatus status) throws IOException {
    json.writeNumberField("peer_id", status.self().number());
    json.writeObjectFieldStart("peers");
    for (ClusterStatus.Peer peer : status.peers()) {
      json.writeObjectFieldStart(Long.toString(peer.id().number()));
      json.writeStringField("uri", "tcp://" + peer.address());
      json.writeStringField("node_id", peer.id().toString());
      json.writeStringField("zone", peer.zone());
      json.writeArrayFieldStart("roles");
      for (NodeRole role : peer.roles().all()) {
        json.writeString(Variants.name(role));
      }
      json.writeEndArray();
      json.writeBooleanField("reachable", peer.reachable());
      json.writeStringField("mark", Variants.name(peer.mark()));
      json.writeNumberField("copies", peer.copies());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("raft_info");
    json.writeNumberField("term", 0);
    json.writeNumberField("commit", status.version());
    json.writeNumberField("pending_operations", 0);
    json.writeNumberField("leader", status.leader().number());
    json.writeStringField("role", status.self().equals(status.leader()) ? "Leader" : "Follower");
    json.writeBooleanField("is_voter", true);
    json.writeEndObject();
    json.writeObjectFieldStart("consensus_thread_status");
    json.writeStringField("consensus_thread_status", "working");
    json.writeStringField("last_update", Instant.now().toString());
    json.writeEndObject();
    json.writeObjectFieldStart("message_send_failures");
    json.writeEndObject();
  }
}
