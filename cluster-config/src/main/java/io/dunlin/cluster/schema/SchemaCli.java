package io.dunlin.cluster.schema;

import static io.dunlin.cluster.admin.AdminClient.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dunlin.cluster.admin.AdminClient;
import io.dunlin.cluster.cli.SchemaCommandLine;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Does what {@code dunlin schema} was told to, and says what came of it. */
public final class SchemaCli {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final AdminClient client;
  private final PrintStream out;

  private SchemaCli(AdminClient client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  /**
   * @return whether all that is wanted is there now, or can be
   * @throws IOException saying why it was not done, and what to do
   */
  public static boolean run(SchemaCommandLine line, PrintStream out)
      throws IOException, InterruptedException {
    SchemaFile wanted = SchemaFile.read(line.file());
    try (AdminClient client = new AdminClient(line.node())) {
      return new SchemaCli(client, out).run(wanted, line.apply());
    }
  }

  private boolean run(SchemaFile wanted, boolean apply) throws IOException, InterruptedException {
    SchemaPlan plan = SchemaPlan.of(wanted, present(), aliases());
    for (String other : plan.others()) {
      out.printf("%s is not in the file: it stays%n", other);
    }
    if (plan.steps().isEmpty()) {
      out.println("All is as the file says");
      return true;
    }
    for (SchemaStep step : plan.steps()) {
      if (step instanceof SchemaStep.Impossible) {
        out.printf("! %s: %s%n", step.collection(), step);
      } else {
        if (apply) {
          take(step);
        }
        out.printf("%s %s: %s%n", apply ? "done" : "+", step.collection(), step);
      }
    }
    return plan.isPossible();
  }

  private SortedMap<String, JsonNode> present() throws IOException, InterruptedException {
    SortedMap<String, JsonNode> present = new TreeMap<>();
    for (JsonNode collection : get("/collections").path("collections")) {
      String name = collection.path("name").asText();
      present.put(name, get(path("collections", name)));
    }
    return present;
  }

  private Map<String, String> aliases() throws IOException, InterruptedException {
    Map<String, String> aliases = new TreeMap<>();
    for (JsonNode alias : get("/aliases").path("aliases")) {
      aliases.put(alias.path("alias_name").asText(), alias.path("collection_name").asText());
    }
    return aliases;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(client.text("GET", path, "")).path("result");
  }

  private void take(SchemaStep step) throws IOException, InterruptedException {
    switch (step) {
      case SchemaStep.Make(String collection, ObjectNode body) ->
          send("PUT", path("collections", collection), body);
      case SchemaStep.Change change ->
          send("PATCH", path("collections", change.collection()), change.patch());
      case SchemaStep.Vector(String collection, String name, String kind, JsonNode vector) ->
          send(
              "PUT",
              path("collections", collection, "vectors", name),
              NODES.objectNode().set(kind, vector));
      case SchemaStep.Index(String collection, String field, JsonNode schema, var _) ->
          send(
              "PUT",
              path("collections", collection, "index"),
              NODES.objectNode().put("field_name", field).set("field_schema", schema));
      case SchemaStep.Alias(String collection, String alias, Optional<String> present) ->
          point(alias, collection, present.isPresent());
      case SchemaStep.Impossible _ -> throw new IllegalArgumentException("no step: " + step);
    }
  }

  /** At once: nobody finds the alias missing in between. */
  private void point(String alias, String collection, boolean taken)
      throws IOException, InterruptedException {
    ObjectNode body = NODES.objectNode();
    var actions = body.putArray("actions");
    if (taken) {
      actions.addObject().putObject("delete_alias").put("alias_name", alias);
    }
    actions
        .addObject()
        .putObject("create_alias")
        .put("alias_name", alias)
        .put("collection_name", collection);
    send("POST", "/collections/aliases", body);
  }

  private void send(String method, String path, JsonNode body)
      throws IOException, InterruptedException {
    var _ = client.text(method, path, body.toString());
  }
}
