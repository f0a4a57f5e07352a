package io.dunlin.persistence.model;

/** What an index over the values at one path of the payload takes them for. */
public enum FieldType {
  /** Strings, as they are. */
  KEYWORD,
  /** Integers of 64 bits. */
  INTEGER,
  /** All numbers. */
  FLOAT,
  BOOL,
  /** Objects with the numbers lon and lat, in degrees. */
  GEO,
  /** Strings that are an RFC 3339 date or time, to the microsecond. */
  DATETIME,
  /** Strings, by their words. */
  TEXT,
  /** Strings, of which most are UUIDs. */
  UUID
}
