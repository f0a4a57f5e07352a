package io.dunlin.http.grpc;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Names;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.ChangeAliases;
import io.qdrant.client.grpc.Collections.ListAliasesResponse;
import java.util.List;
import java.util.Map;

/** Names that stand for collections. */
final class AliasProto {
  private AliasProto() {}

  static List<AliasAction> decode(ChangeAliases request) {
    return request.getActionsList().stream().map(AliasProto::decode).toList();
  }

  private static AliasAction decode(AliasOperations action) {
    return switch (action.getActionCase()) {
      case CREATE_ALIAS ->
          new AliasAction.Point(
              fit("alias_name", action.getCreateAlias().getAliasName()),
              action.getCreateAlias().getCollectionName());
      case RENAME_ALIAS ->
          new AliasAction.Rename(
              action.getRenameAlias().getOldAliasName(),
              fit("new_alias_name", action.getRenameAlias().getNewAliasName()));
      case DELETE_ALIAS -> new AliasAction.Remove(action.getDeleteAlias().getAliasName());
      case ACTION_NOT_SET -> throw RequestException.invalidMessage("actions", "an action is empty");
    };
  }

  private static String fit(String field, String name) {
    Names.problemOfAlias(name)
        .ifPresent(problem -> {
          throw RequestException.invalidMessage("actions." + field, problem);
        });
    return name;
  }

  /**
   * @param aliases names of collections by their aliases
   */
  static ListAliasesResponse encode(Map<String, String> aliases, double seconds) {
    ListAliasesResponse.Builder response = ListAliasesResponse.newBuilder().setTime(seconds);
    aliases.forEach((alias, collection) ->
        response.addAliases(
            AliasDescription.newBuilder().setAliasName(alias).setCollectionName(collection)));
    return response.build();
  }
}
