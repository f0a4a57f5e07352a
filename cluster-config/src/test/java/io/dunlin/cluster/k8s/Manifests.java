package io.dunlin.cluster.k8s;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The manifests of {@code k8s/}, as Kubernetes types them; what these do not have is refused. */
final class Manifests {
  static final Path FOLDER = Path.of("../k8s");

  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Map.of(
          "v1/ConfigMap", ConfigMap.class,
          "v1/Service", Service.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "apps/v1/StatefulSet", StatefulSet.class,
          "batch/v1/Job", Job.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
          "rbac.authorization.k8s.io/v1/Role", Role.class,
          "rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class,
          "apiextensions.k8s.io/v1/CustomResourceDefinition", CustomResourceDefinition.class);

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true)
          .annotationIntrospector(new WithoutLeftovers())
          .build();

  /** The types would keep what they do not know in a map. */
  private static final class WithoutLeftovers extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  private final List<HasMetadata> all = new ArrayList<>();

  static Manifests read() throws IOException {
    Manifests manifests = new Manifests();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Manifests::isManifest).sorted().toList()) {
        manifests.add(Files.readString(file));
      }
    }
    return manifests;
  }

  /** Rules are read by Prometheus. */
  private static boolean isManifest(Path file) {
    return file.toString().endsWith(".yaml") && !file.startsWith(FOLDER.resolve("monitoring"));
  }

  static JsonNode tree(Path file) throws IOException {
    return YAML.readTree(Files.readString(file));
  }

  void add(String text) throws IOException {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      while (documents.hasNextValue()) {
        JsonNode document = documents.nextValue();
        String type = document.path("apiVersion").asText() + "/" + document.path("kind").asText();
        Class<? extends HasMetadata> known = TYPES.get(type);
        if (known == null) {
          throw new IOException("no type is known for " + type);
        }
        all.add(YAML.treeToValue(document, known));
      }
    }
  }

  List<HasMetadata> all() {
    return all;
  }

  /** The only one of its kind and name. */
  <T extends HasMetadata> T only(Class<T> type, String name) {
    List<T> found = all(type).filter(one -> one.getMetadata().getName().equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError(
          "%d of %s are named %s".formatted(found.size(), type.getSimpleName(), name));
    }
    return found.getFirst();
  }

  <T extends HasMetadata> Stream<T> all(Class<T> type) {
    return all.stream().filter(type::isInstance).map(type::cast);
  }
}
