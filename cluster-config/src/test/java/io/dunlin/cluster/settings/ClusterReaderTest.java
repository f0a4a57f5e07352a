package io.dunlin.cluster.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import io.dunlin.actors.placement.Holding;
import io.dunlin.actors.placement.NodeRole;
import io.dunlin.actors.placement.NodeRoles;
import io.dunlin.cluster.settings.ClusterSettings.Discovery;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a node finds its cluster, and what Pekko is told of it. */
class ClusterReaderTest {
  private static final String CONTACT_POINTS =
      "pekko.management.cluster.bootstrap.contact-point-discovery.";

  @Test
  void byDefaultNothingIsLookedUpAndNobodyIsTold() throws Exception {
    DunlinSettings settings = read(Map.of());
    assertThat(settings.cluster().discovery()).isEqualTo(Discovery.NONE);
    assertThat(settings.config().getString("pekko.management.http.routes.cluster-bootstrap"))
        .isEmpty();
    assertThat(settings.config().getString("pekko.cluster.split-brain-resolver.active-strategy"))
        .isEqualTo("keep-majority");
    assertThat(
            settings
                .config()
                .getDuration("pekko.coordinated-shutdown.phases.before-service-unbind.timeout"))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aListOfManagementPorts() throws Exception {
    Config config =
        read(Map.of("discovery.method", "config", "discovery.endpoints", "a:7626,b.example:7627"))
            .config();
    assertThat(config.getString(CONTACT_POINTS + "discovery-method")).isEqualTo("config");
    String service = config.getString(CONTACT_POINTS + "service-name");
    List<? extends Config> endpoints =
        config.getConfigList("pekko.discovery.config.services." + service + ".endpoints");
    assertThat(endpoints.stream().map(one -> one.getString("host") + " " + one.getInt("port")))
        .containsExactly("a 7626", "b.example 7627");
  }

  @Test
  void namesInDns() throws Exception {
    Config config =
        read(Map.of(
                "discovery.method", "dns",
                "discovery.service-name", "nodes",
                "discovery.namespace", "birds.example",
                "discovery.port-name", "ops",
                "discovery.required-contact-points", "3"))
            .config();
    assertThat(config.getString(CONTACT_POINTS + "discovery-method")).isEqualTo("pekko-dns");
    assertThat(config.getString(CONTACT_POINTS + "service-name")).isEqualTo("nodes");
    assertThat(config.getString(CONTACT_POINTS + "service-namespace")).isEqualTo("birds.example");
    assertThat(config.getString(CONTACT_POINTS + "port-name")).isEqualTo("ops");
    assertThat(config.getInt(CONTACT_POINTS + "required-contact-point-nr")).isEqualTo(3);
  }

  @Test
  void podsOfKubernetes() throws Exception {
    Config config =
        read(Map.of(
                "discovery.method", "kubernetes",
                "discovery.namespace", "birds",
                "downing", "lease-majority"))
            .config();
    assertThat(config.getString(CONTACT_POINTS + "discovery-method")).isEqualTo("kubernetes-api");
    assertThat(config.getString("pekko.discovery.kubernetes-api.pod-namespace")).isEqualTo("birds");
    // The label's value is the service's name alone.
    assertThat(config.getString(CONTACT_POINTS + "service-namespace"))
        .isEqualTo("<service-namespace>");
    assertThat(config.getString("pekko.cluster.split-brain-resolver.active-strategy"))
        .isEqualTo("lease-majority");
    assertThat(config.getString("pekko.coordination.lease.kubernetes.namespace"))
        .isEqualTo("birds");
  }

  @Test
  void rolesAreAllUnlessSomeAreGiven() throws Exception {
    assertThat(read(Map.of()).cluster().roles()).isEqualTo(NodeRoles.EVERYTHING);
    NodeRoles proxy = read(Map.of("roles", "proxy, coordinator")).cluster().roles();
    assertThat(proxy.all()).containsExactly(NodeRole.PROXY, NodeRole.COORDINATOR);
    assertThat(proxy.holding()).isEqualTo(Holding.NOTHING);
    assertThat(read(Map.of("roles", "QUERY")).cluster().roles().holding())
        .isEqualTo(Holding.REPLICAS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cluster | discovery.method=bonjour | discovery.method | none, config, dns, kubernetes",
        "cluster | discovery.method=dns;seed-nodes=a:1 | seed-nodes | none beside discovery.method",
        "cluster | discovery.method=config;discovery.endpoints=a:1 | discovery.endpoints | at least"
            + " 2 nodes",
        "cluster | discovery.endpoints=a:1 | discovery.endpoints | unless discovery.method is"
            + " config",
        "cluster | discovery.required-contact-points=0 | required-contact-points | from 1",
        "cluster | downing=keep-oldest | downing | keep-majority, lease-majority",
        "cluster | hand-over-patience=soon | hand-over-patience | a time",
        "cluster | roles=boss | roles | data, query, proxy, coordinator",
        "cluster | roles=data,query | roles | leave query out",
        "cluster | roles=proxy,data,coordinator | roles | holds nothing",
        "single | roles=data | roles | one node does everything",
        "single | seed-nodes=a:1 | seed-nodes | profile single",
        "single | discovery.method=dns | management.enabled | management port",
      })
  void whatCannotBeIsRefused(String profile, String given, String key, String expected) {
    Map<String, String> options = new HashMap<>();
    for (String pair : given.split(";")) {
      options.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    InvalidSettingsException refused =
        catchThrowableOfType(InvalidSettingsException.class, () -> read(profile, options));
    assertThat(refused.problems())
        .anySatisfy(problem -> {
          assertThat(problem.where()).contains(key);
          assertThat(problem.message()).contains(expected);
        });
  }

  private static DunlinSettings read(Map<String, String> cluster) throws InvalidSettingsException {
    return read("cluster", cluster);
  }

  private static DunlinSettings read(String profile, Map<String, String> cluster)
      throws InvalidSettingsException {
    Map<String, String> options = new HashMap<>(Map.of("dunlin.profile", profile));
    cluster.forEach((key, value) -> options.put("dunlin.cluster." + key, value));
    return SettingsReader.read(new SettingsSources(options, Map.of(), Optional.empty(), Map.of()));
  }
}
