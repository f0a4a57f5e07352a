package io.dunlin.http.codec;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.persistence.model.Names;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names that stand for collections. */
public final class AliasJson {
  private static final String ACTIONS = "`create_alias`, `delete_alias`, `rename_alias`";

  private AliasJson() {}

  // What comes in

  public static List<AliasAction> actions(byte[] body) {
    return JsonReader.read(body, AliasJson::readActions);
  }

  private static List<AliasAction> readActions(JsonReader json) throws IOException {
    json.beginObject("actions on aliases");
    @Nullable List<AliasAction> actions = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "actions" -> actions = json.list("a list of actions", AliasJson::readAction);
        default -> json.skip();
      }
    }
    if (actions == null) {
      throw json.missing("actions");
    }
    return actions;
  }

  private static AliasAction readAction(JsonReader json) throws IOException {
    json.beginObject("an action on an alias");
    Optional<AliasAction> action = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (action.isPresent()) {
        throw json.malformed("more than one action");
      }
      action =
          Optional.of(
              switch (name) {
                case "create_alias" -> {
                  Fields fields = Fields.read(json, "alias_name");
                  yield new AliasAction.Point(
                      fields.get("alias_name"), fields.get("collection_name"));
                }
                case "delete_alias" ->
                    new AliasAction.Remove(Fields.read(json, "").get("alias_name"));
                case "rename_alias" -> {
                  Fields fields = Fields.read(json, "new_alias_name");
                  yield new AliasAction.Rename(
                      fields.get("old_alias_name"), fields.get("new_alias_name"));
                }
                default -> throw json.unknownVariant(name, ACTIONS);
              });
    }
    return action.orElseThrow(() -> json.malformed("expected one of " + ACTIONS));
  }

  /** The fields of an action, all of them names. */
  private record Fields(JsonReader json, Map<String, String> byName) {
    /**
     * @param made the field with the name that is to be an alias, which has to be fit for it
     */
    static Fields read(JsonReader json, String made) throws IOException {
      json.beginObject("an action on an alias");
      Map<String, String> fields = new HashMap<>();
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        if (json.isString()) {
          String value = json.string();
          if (name.equals(made)) {
            Optional<String> problem = Names.problemOfAlias(value);
            if (problem.isPresent()) {
              throw json.invalid(problem.get());
            }
          }
          fields.put(name, value);
        } else if (name.endsWith("_name")) {
          throw json.wrongType("a string");
        } else {
          json.skip();
        }
      }
      return new Fields(json, fields);
    }

    String get(String name) {
      return Optional.ofNullable(byName.get(name)).orElseThrow(() -> json.missing(name));
    }
  }

  // What goes out

  /**
   * @param aliases names of collections by their aliases
   */
  public static JsonBody aliases(Map<String, String> aliases) {
    return json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("aliases");
      for (Map.Entry<String, String> alias : aliases.entrySet()) {
        json.writeStartObject();
        json.writeStringField("alias_name", alias.getKey());
        json.writeStringField("collection_name", alias.getValue());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }
}
