package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.actors.catalog.CatalogProtocol.ChangeAliases;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What aliases are to stand for, and what they stand for. */
final class AliasForms {
  private AliasForms() {}

  static final Form<AliasAction.Point> POINT =
      Form.first(
          (out, point) -> {
            out.string(point.alias());
            out.string(point.collection());
          },
          in -> new AliasAction.Point(in.string(), in.string()));

  static final Form<AliasAction.Remove> REMOVE =
      Form.first(
          (out, remove) -> out.string(remove.alias()), in -> new AliasAction.Remove(in.string()));

  static final Form<AliasAction.Rename> RENAME =
      Form.first(
          (out, rename) -> {
            out.string(rename.from());
            out.string(rename.to());
          },
          in -> new AliasAction.Rename(in.string(), in.string()));

  private static final Part<List<AliasAction>> ACTIONS = Part.list(Part.oneOf(AliasAction.class));

  static final Form<ChangeAliases> CHANGE =
      Form.first(
          (out, change) -> {
            ACTIONS.write(out, change.actions());
            out.actor(change.replyTo());
          },
          in -> new ChangeAliases(ACTIONS.read(in), in.actor()));

  private static final Part<Map<String, String>> STRINGS = Part.map(Leaves.STRING, Leaves.STRING);

  /** Of a catalog: names of collections by their aliases. */
  static final Part<SortedMap<String, String>> ALL =
      Part.of(
          STRINGS::write, in -> Collections.unmodifiableSortedMap(new TreeMap<>(STRINGS.read(in))));
}
