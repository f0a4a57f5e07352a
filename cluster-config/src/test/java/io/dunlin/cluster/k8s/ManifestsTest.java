package io.dunlin.cluster.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import io.dunlin.cluster.cli.CommandLine;
import io.dunlin.cluster.settings.ClusterSettings.Discovery;
import io.dunlin.cluster.settings.DunlinSettings;
import io.dunlin.cluster.settings.DunlinSettings.Profile;
import io.dunlin.cluster.settings.SettingsReader;
import io.dunlin.cluster.settings.SettingsSources;
import io.dunlin.cluster.settings.ThisBuild;
import io.dunlin.http.access.AccessSettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests say what the program understands, and fit each other. */
class ManifestsTest {
  private static final Path DOCKERFILE = Manifests.FOLDER.resolve("Dockerfile");
  private static final Map<String, String> POD_FIELDS =
      Map.of(
          "metadata.name", "dunlin-0", "metadata.namespace", "birds", "status.podIP", "10.1.2.3");

  @TempDir Path folder;
  private final Manifests manifests;
  private final StatefulSet nodes;
  private final PodTemplateSpec pod;
  private final Container container;

  ManifestsTest() throws IOException {
    manifests = Manifests.read();
    nodes = manifests.only(StatefulSet.class, "dunlin");
    pod = nodes.getSpec().getTemplate();
    assertThat(pod.getSpec().getContainers()).hasSize(1);
    container = pod.getSpec().getContainers().getFirst();
  }

  @Test
  void whatKubernetesDoesNotKnowIsRefused() throws IOException {
    String budget = Files.readString(Manifests.FOLDER.resolve("manifests/disruption-budget.yaml"));
    for (String wrong :
        List.of(
            budget.replace("maxUnavailable", "maxUnavailble"),
            budget.replace("policy/v1", "policy/v7"),
            budget + "spec: {}\n")) {
      assertThat(wrong).isNotEqualTo(budget);
      assertThatThrownBy(() -> manifests.add(wrong)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aNodeReadsItsSettingsAndListensWhereItsPortsAre() throws Exception {
    DunlinSettings settings = nodeSettings();
    Config config = settings.config();
    assertThat(settings.profile()).isEqualTo(Profile.CLUSTER);
    assertThat(settings.management().enabled()).isTrue();
    assertThat(ports())
        .isEqualTo(
            Map.of(
                "http", settings.api().rest().address().port(),
                "grpc", settings.api().grpcAddress().port(),
                "cluster", config.getInt("pekko.remote.artery.canonical.port"),
                "management", config.getInt("pekko.management.http.port")));
    assertThat(settings.api().rest().address().host()).isEqualTo("0.0.0.0");
    assertThat(config.getString("pekko.remote.artery.canonical.hostname"))
        .isEqualTo("dunlin-0." + nodes.getSpec().getServiceName() + ".birds.svc.cluster.local");
    assertThat(config.getString("pekko.remote.artery.bind.hostname")).isEqualTo("10.1.2.3");
    assertThat(config.getString("pekko.management.http.bind-hostname")).isEqualTo("10.1.2.3");
    assertThat(config.getBoolean("pekko.management.http.route-providers-read-only")).isTrue();
  }

  @Test
  void nodesAreFoundByTheirLabelAndPort() throws Exception {
    DunlinSettings settings = nodeSettings();
    Config config = settings.config();
    Config contactPoints =
        config.getConfig("pekko.management.cluster.bootstrap.contact-point-discovery");
    assertThat(settings.cluster().discovery()).isEqualTo(Discovery.KUBERNETES);
    String selector =
        config
            .getString("pekko.discovery.kubernetes-api.pod-label-selector")
            .formatted(contactPoints.getString("service-name"));
    assertThat(pod.getMetadata().getLabels().entrySet().stream().map(Object::toString))
        .contains(selector);
    assertThat(ports()).containsKey(contactPoints.getString("port-name"));
    int required = contactPoints.getInt("required-contact-point-nr");
    assertThat(required)
        .isBetween(nodes.getSpec().getReplicas() / 2 + 1, nodes.getSpec().getReplicas());
    assertThat(nodes.getSpec().getPodManagementPolicy()).isEqualTo("Parallel");
    Role role = manifests.only(Role.class, "dunlin-discovery");
    assertThat(role.getRules()).hasSize(1);
    PolicyRule rule = role.getRules().getFirst();
    assertThat(rule.getResources()).containsExactly("pods");
    assertThat(rule.getVerbs()).contains("get", "watch", "list");
    Job migration = manifests.only(Job.class, "dunlin-migrate");
    assertThat(
            migration.getSpec().getTemplate().getMetadata().getLabels().entrySet().stream()
                .map(Object::toString))
        .doesNotContain(selector);
  }

  @Test
  void rolesAreGivenToTheNodes() {
    List<RoleBinding> bindings = manifests.all(RoleBinding.class).toList();
    assertThat(bindings).hasSize(2);
    for (RoleBinding binding : bindings) {
      assertThat(manifests.only(Role.class, binding.getRoleRef().getName())).isNotNull();
      assertThat(binding.getSubjects()).hasSize(1);
      assertThat(binding.getSubjects().getFirst().getName())
          .isEqualTo(pod.getSpec().getServiceAccountName());
    }
  }

  @Test
  void theLeaseIsTheOneThatNodesAskFor() throws Exception {
    CustomResourceDefinition lease =
        manifests.only(CustomResourceDefinition.class, "leases.pekko.apache.org");
    PolicyRule rule = manifests.only(Role.class, "dunlin-lease").getRules().getFirst();
    assertThat(rule.getApiGroups()).containsExactly(lease.getSpec().getGroup());
    assertThat(rule.getResources()).containsExactly(lease.getSpec().getNames().getPlural());
    Map<String, String> environment = environment(container, Map.of());
    environment.put("DUNLIN__CLUSTER__DOWNING", "lease-majority");
    Config config = read(container, environment).config();
    String implementation =
        config.getString("pekko.cluster.split-brain-resolver.lease-majority.lease-implementation");
    assertThat(Class.forName(config.getString(implementation + ".lease-class"))).isNotNull();
  }

  @Test
  void selectorsFindThePods() {
    Map<String, String> labels = pod.getMetadata().getLabels();
    assertThat(labels).containsAllEntriesOf(nodes.getSpec().getSelector().getMatchLabels());
    assertThat(labels)
        .containsAllEntriesOf(
            manifests
                .only(PodDisruptionBudget.class, "dunlin")
                .getSpec()
                .getSelector()
                .getMatchLabels());
    Service ofNodes = manifests.only(Service.class, nodes.getSpec().getServiceName());
    assertThat(ofNodes.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(ofNodes.getSpec().getPublishNotReadyAddresses()).isTrue();
    for (Service service : manifests.all(Service.class).toList()) {
      assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
      for (ServicePort port : service.getSpec().getPorts()) {
        assertThat(ports()).containsEntry(port.getTargetPort().getStrVal(), port.getPort());
      }
    }
  }

  @Test
  void probesAskWhatTheManagementPortAnswers() throws Exception {
    Config checks = nodeSettings().config().getConfig("pekko.management.health-checks");
    String ready = "/" + checks.getString("readiness-path");
    String alive = "/" + checks.getString("liveness-path");
    checkProbe(container.getReadinessProbe(), ready);
    checkProbe(container.getLivenessProbe(), alive);
    checkProbe(container.getStartupProbe(), alive);
  }

  private static void checkProbe(Probe probe, String path) {
    assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
    assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("management"));
  }

  @Test
  void aNodeHasTheTimeToHandItsShardsOver() throws Exception {
    Config phases = nodeSettings().config().getConfig("pekko.coordinated-shutdown.phases");
    List<String> before = container.getLifecycle().getPreStop().getExec().getCommand();
    assertThat(before).hasSize(2).first().isEqualTo("sleep");
    Duration longest = Duration.ofSeconds(Long.parseLong(before.get(1)));
    for (String phase : phases.root().keySet()) {
      Config settings = phases.getConfig(phase);
      longest =
          longest.plus(
              settings.hasPath("timeout")
                  ? settings.getDuration("timeout")
                  : Duration.ofSeconds(5));
    }
    assertThat(Duration.ofSeconds(pod.getSpec().getTerminationGracePeriodSeconds()))
        .isGreaterThanOrEqualTo(longest);
    assertThat(
            Manifests.tree(Manifests.FOLDER.resolve("docker-compose.yml"))
                .path("x-node")
                .path("stop_grace_period")
                .asText())
        .isEqualTo(pod.getSpec().getTerminationGracePeriodSeconds() + "s");
  }

  @Test
  void nobodyIsRootAndNothingIsWrittenBesideTheVolumes() throws Exception {
    String dockerfile = Files.readString(DOCKERFILE);
    for (PodSpec spec :
        List.of(
            pod.getSpec(),
            manifests.only(Job.class, "dunlin-migrate").getSpec().getTemplate().getSpec())) {
      Container only = spec.getContainers().getFirst();
      assertThat(only.getImage()).isEqualTo("dunlin:" + ThisBuild.info().version());
      assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(dockerfile)
          .contains(
              "\nUSER %d:%d\n"
                  .formatted(
                      spec.getSecurityContext().getRunAsUser(),
                      spec.getSecurityContext().getRunAsGroup()));
      assertThat(only.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(only.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(only.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(mounts(only)).containsKeys("config", "tmp");
      assertThat(only.getResources().getLimits()).containsKey("memory");
    }
    assertThat(pod.getSpec().getSecurityContext().getFsGroup())
        .isEqualTo(pod.getSpec().getSecurityContext().getRunAsUser());
    assertThat(nodeSettings().dataDirectory()).hasToString(mounts(container).get("data"));
    assertThat(nodes.getSpec().getVolumeClaimTemplates())
        .singleElement()
        .satisfies(claim -> assertThat(claim.getMetadata().getName()).isEqualTo("data"));
  }

  @Test
  void theMigrationReadsTheSameSettings() throws Exception {
    Container migration =
        manifests
            .only(Job.class, "dunlin-migrate")
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst();
    assertThat(CommandLine.parse(migration.getArgs()).command())
        .isEqualTo(CommandLine.Command.MIGRATE);
    DunlinSettings settings = read(migration, environment(migration, Map.of()));
    assertThat(settings.cassandra().contactPoints())
        .isEqualTo(nodeSettings().cassandra().contactPoints());
    assertThat(settings.cassandra().replicationFactor()).isEqualTo(3);
  }

  @Test
  void aNodeAsksForTheKeyOfTheSecret() throws Exception {
    AccessSettings keys =
        read(container, environment(container, Map.of("api-key", "k"))).api().access();
    assertThat(keys)
        .isEqualTo(new AccessSettings(Optional.of("k"), Optional.empty(), Optional.empty(), false));
    assertThat(read(container, environment(container, Map.of())).api().access().isOpen()).isTrue();
  }

  @Test
  void theDriverGetsThePasswordOfTheSecret() throws Exception {
    Config config =
        read(container, environment(container, Map.of("username", "u", "password", "p"))).config();
    Config auth = config.getConfig("datastax-java-driver.advanced.auth-provider");
    assertThat(auth.getString("username")).isEqualTo("u");
    assertThat(auth.getString("password")).isEqualTo("p");
  }

  @Test
  void eachServiceOfComposeReadsItsSettings() throws Exception {
    JsonNode services =
        Manifests.tree(Manifests.FOLDER.resolve("docker-compose.yml")).path("services");
    JsonNode shared =
        Manifests.tree(Manifests.FOLDER.resolve("docker-compose.yml")).path("x-settings");
    List<String> names = List.of("node1", "node2", "node3");
    for (String name : names) {
      Map<String, String> environment = new HashMap<>();
      for (JsonNode part : List.of(shared, services.path(name).path("environment"))) {
        part.properties().stream()
            .filter(entry -> entry.getValue().isValueNode())
            .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
      }
      environment.remove("<<");
      DunlinSettings settings =
          SettingsReader.read(
              new SettingsSources(Map.of(), environment, Optional.empty(), Map.of()));
      assertThat(settings.cluster().seedNodes())
          .isEqualTo(names.stream().map(node -> node + ":" + ports().get("cluster")).toList());
      assertThat(settings.config().getString("dunlin.cluster.host")).isEqualTo(name);
    }
  }

  // ---- what a container is told ----

  private DunlinSettings nodeSettings() throws Exception {
    return read(container, environment(container, Map.of()));
  }

  /** The settings of a container with these variables, and the files of its config map. */
  private DunlinSettings read(Container started, Map<String, String> environment) throws Exception {
    CommandLine line = CommandLine.parse(started.getArgs());
    Path file = line.file().orElseThrow();
    String mount = mounts(started).get("config");
    assertThat(file.getParent()).hasToString(mount);
    Volume volume =
        pod.getSpec().getVolumes().stream()
            .filter(one -> one.getName().equals("config"))
            .findFirst()
            .orElseThrow();
    String text =
        manifests
            .only(ConfigMap.class, volume.getConfigMap().getName())
            .getData()
            .get(file.getFileName().toString());
    assertThat(text).as("%s of the config map", file.getFileName()).isNotNull();
    Path written = Files.writeString(folder.resolve("dunlin.conf"), text);
    return SettingsReader.read(
        new SettingsSources(
            line.options(), environment, Optional.of(written), line.commandDefaults()));
  }

  /** With the image's own variable, as the container gets them. */
  private static Map<String, String> environment(Container started, Map<String, String> secret)
      throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("DUNLIN__DATA_DIR", dataDirectoryOfTheImage());
    for (EnvVar variable : started.getEnv()) {
      value(variable, secret, environment)
          .ifPresent(value -> environment.put(variable.getName(), value));
    }
    return environment;
  }

  private static String dataDirectoryOfTheImage() throws IOException {
    return Files.readAllLines(DOCKERFILE).stream()
        .filter(line -> line.startsWith("ENV "))
        .map(line -> line.replaceFirst(".* DUNLIN__DATA_DIR=(\\S+).*", "$1"))
        .collect(Collectors.joining());
  }

  private static Optional<String> value(
      EnvVar variable, Map<String, String> secret, Map<String, String> known) {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      String value = variable.getValue();
      for (Map.Entry<String, String> other : known.entrySet()) {
        value = value.replace("$(" + other.getKey() + ")", other.getValue());
      }
      assertThat(value).as(variable.getName()).doesNotContain("$(");
      return Optional.of(value);
    }
    if (source.getFieldRef() != null) {
      String value = POD_FIELDS.get(source.getFieldRef().getFieldPath());
      assertThat(value).as("%s", source.getFieldRef()).isNotNull();
      return Optional.of(value);
    }
    assertThat(source.getSecretKeyRef().getOptional()).isTrue();
    return Optional.ofNullable(secret.get(source.getSecretKeyRef().getKey()));
  }

  private Map<String, Integer> ports() {
    return container.getPorts().stream()
        .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
  }

  private static Map<String, String> mounts(Container of) {
    return of.getVolumeMounts().stream()
        .collect(Collectors.toMap(VolumeMount::getName, VolumeMount::getMountPath));
  }
}
