package io.dunlin.actors.catalog;

/** One of several changes of aliases that are made together or not at all. */
public sealed interface AliasAction {
  /** The alias stands for the collection from now on, whatever it stood for before. */
  record Point(String alias, String collection) implements AliasAction {}

  /** The alias is gone, if it was there. */
  record Remove(String alias) implements AliasAction {}

  /** What {@code from} stood for is called {@code to} from now on. */
  record Rename(String from, String to) implements AliasAction {}
}
