package io.dunlin.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.dunlin.actors.placement.NodeRole;
import io.dunlin.actors.placement.NodeRoles;
import io.dunlin.cluster.settings.ClusterSettings.Discovery;
import io.dunlin.cluster.settings.DunlinSettings.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads how a node finds its cluster, and puts it into the words of Pekko. */
final class ClusterReader {
  private static final String CLUSTER = "dunlin.cluster.";
  private static final String DISCOVERY = CLUSTER + "discovery.";
  private static final String BOOTSTRAP = "pekko.management.cluster.bootstrap.";
  private static final String CONTACT_POINTS = BOOTSTRAP + "contact-point-discovery.";

  private final Config config;
  private final KeyReader keys;

  ClusterReader(Config config, KeyReader keys) {
    this.config = config;
    this.keys = keys;
  }

  /**
   * @param managed whether nodes can ask each other on the management port
   */
  ClusterSettings settings(Profile profile, boolean managed) {
    keys.host(CLUSTER + "host");
    keys.port(CLUSTER + "port");
    keys.text(CLUSTER + "bind-host", "expected an address of this machine, or nothing");
    keys.oneWord(CLUSTER + "downing", List.of("keep-majority", "lease-majority"));
    keys.duration(CLUSTER + "hand-over-patience");
    ClusterSettings settings =
        new ClusterSettings(
            keys.oneOf(DISCOVERY + "method", Discovery.class),
            keys.addresses(CLUSTER + "seed-nodes"),
            keys.text(CLUSTER + "zone", "expected a name, or nothing"),
            roles(profile),
            keys.duration(CLUSTER + "node-patience"),
            keys.count(CLUSTER + "shards-per-node", 1));
    check(settings, managed);
    if (profile == Profile.SINGLE) {
      checkAlone(settings);
    }
    return settings;
  }

  /** None given means all. */
  private NodeRoles roles(Profile profile) {
    Set<NodeRole> roles = keys.someOf(CLUSTER + "roles", NodeRole.class);
    Optional<String> problem =
        roles.isEmpty()
            ? Optional.empty()
            : profile == Profile.SINGLE
                ? Optional.of("expected none in profile single, where one node does everything")
                : NodeRoles.problem(roles);
    if (problem.isPresent()) {
      refuse("roles", problem.get(), config.getValue(CLUSTER + "roles").unwrapped());
    }
    return roles.isEmpty() || problem.isPresent() ? NodeRoles.EVERYTHING : new NodeRoles(roles);
  }

  private void check(ClusterSettings settings, boolean managed) {
    boolean discovers = settings.discovery() != Discovery.NONE;
    keys.host(DISCOVERY + "service-name");
    keys.text(DISCOVERY + "namespace", "expected a name, or nothing");
    keys.text(DISCOVERY + "port-name", "expected a name, or nothing");
    int required = keys.count(DISCOVERY + "required-contact-points", 1);
    List<String> endpoints = keys.addresses(DISCOVERY + "endpoints");
    if (discovers && !settings.seedNodes().isEmpty()) {
      refuse("seed-nodes", "expected none beside discovery.method", settings.seedNodes());
    }
    if (discovers && !managed) {
      keys.refuse(
          "dunlin.management.enabled",
          "expected on: nodes that look for each other ask on the management port",
          "off");
    }
    boolean listed = settings.discovery() == Discovery.CONFIG;
    if (listed && endpoints.size() < required) {
      refuse(
          "discovery.endpoints",
          "expected the management ports of at least %d nodes, as required-contact-points says"
              .formatted(required),
          endpoints);
    }
    if (!listed && !endpoints.isEmpty()) {
      refuse("discovery.endpoints", "expected none unless discovery.method is config", endpoints);
    }
  }

  /** Its log is its own: in a cluster others would write it too. */
  private void checkAlone(ClusterSettings settings) {
    String expected = "expected none in profile single, whose journal no other node can read";
    if (!settings.seedNodes().isEmpty()) {
      refuse("seed-nodes", expected, settings.seedNodes());
    }
    if (settings.discovery() != Discovery.NONE) {
      refuse("discovery.method", expected, config.getString(DISCOVERY + "method"));
    }
  }

  private void refuse(String key, String expected, Object found) {
    keys.refuse(CLUSTER + key, expected, found.toString());
  }

  /** What follows from the settings and cannot be said by a reference between keys. */
  Config told(Config to, Discovery discovery) {
    String namespace = config.getString(DISCOVERY + "namespace");
    Config told = namespace.isEmpty() ? to : inNamespace(to, discovery, namespace);
    return switch (discovery) {
      // Nobody is to ask this node whom to join.
      case NONE -> with(told, "pekko.management.http.routes.cluster-bootstrap", "");
      case CONFIG -> withEndpoints(with(told, CONTACT_POINTS + "discovery-method", "config"));
      case DNS -> with(told, CONTACT_POINTS + "discovery-method", "pekko-dns");
      case KUBERNETES -> with(told, CONTACT_POINTS + "discovery-method", "kubernetes-api");
    };
  }

  private static Config inNamespace(Config to, Discovery discovery, String namespace) {
    Config leased = with(to, "pekko.coordination.lease.kubernetes.namespace", namespace);
    return discovery == Discovery.DNS
        ? with(leased, CONTACT_POINTS + "service-namespace", namespace)
        : with(leased, "pekko.discovery.kubernetes-api.pod-namespace", namespace);
  }

  private Config withEndpoints(Config to) {
    List<Map<String, Object>> endpoints =
        keys.addresses(DISCOVERY + "endpoints").stream().map(ClusterReader::endpoint).toList();
    String name = "nodes";
    // Several may be on one machine.
    return with(
            with(to, CONTACT_POINTS + "service-name", name),
            BOOTSTRAP + "contact-point.filter-on-fallback-port",
            false)
        .withValue(
            "pekko.discovery.config.services." + name + ".endpoints",
            ConfigValueFactory.fromIterable(endpoints));
  }

  private static Map<String, Object> endpoint(String address) {
    int colon = address.lastIndexOf(':');
    return Map.of(
        "host", address.substring(0, Math.max(0, colon)), "port", address.substring(colon + 1));
  }

  private static Config with(Config to, String key, Object value) {
    return to.withValue(key, ConfigValueFactory.fromAnyRef(value));
  }
}
