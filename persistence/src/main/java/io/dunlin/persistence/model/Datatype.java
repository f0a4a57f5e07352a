package io.dunlin.persistence.model;

/** What a stored component is. Requests and answers hold 32-bit floats whatever it is. */
public enum Datatype {
  FLOAT32,
  /** IEEE 754 binary16: components are rounded to it when they are written. */
  FLOAT16,
  /** A whole number from 0 to 255, never normalised. */
  UINT8
}
