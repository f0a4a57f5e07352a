package io.dunlin.http.compress;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an API does about compression.
 *
 * @param encodings that requests may have and answers get; of those that a client likes equally the
 *     first
 * @param answersFrom smaller answers go as they are: below this, compressing costs more than the
 *     bytes it saves
 */
public record Compression(List<Encoding> encodings, int answersFrom) {
  /** For answers in JSON. */
  public static final Compression FROM_1_KIB = new Compression(List.of(Encoding.values()), 1024);

  /** Of an answer that is much larger so much is tried first. */
  private static final int SAMPLE_BYTES = 4096;

  /** A sample that keeps more of its bytes than this is of something that hardly shrinks. */
  private static final double WORTHWHILE = 0.8;

  public Compression {
    encodings = List.copyOf(encodings);
    if (answersFrom < 1) {
      throw new IllegalArgumentException(
          "answers are compressed from at least 1 byte on, got " + answersFrom);
    }
  }

  /** The encoding that a header names, where it is one of ours. */
  public Optional<Encoding> named(String token) {
    return encodings.stream()
        .filter(encoding -> encoding.token().equalsIgnoreCase(token.strip()))
        .findFirst();
  }

  /** All that are read, as a header lists them: {@code identity} is what is not compressed. */
  public String tokens() {
    return encodings.isEmpty()
        ? "identity"
        : encodings.stream().map(Encoding::token).collect(Collectors.joining(", "));
  }

  /**
   * The encoding for an answer to a client that takes these.
   *
   * @param header {@code Accept-Encoding} or {@code grpc-accept-encoding}: tokens, some with a
   *     quality from 0, which refuses one, to 1
   */
  public Optional<Encoding> accepted(String header) {
    List<String> taken = Arrays.asList(header.toLowerCase(Locale.ROOT).split(","));
    return encodings.stream()
        .filter(encoding -> quality(encoding, taken) > 0)
        .max(Comparator.comparingDouble(encoding -> quality(encoding, taken)));
  }

  /** What is said of the encoding itself, or else of all that are not named. */
  private static double quality(Encoding encoding, List<String> taken) {
    double ofOthers = 0;
    for (String one : taken) {
      String[] parts = one.split(";");
      String token = parts[0].strip();
      if (token.equals(encoding.token())) {
        return quality(parts);
      }
      if (token.equals("*")) {
        ofOthers = quality(parts);
      }
    }
    return ofOthers;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2).strip());
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }

  /**
   * An answer compressed, where that is worth it. Of a large one the beginning is tried first:
   * vectors of floats hardly shrink, and take the longest.
   *
   * @param from where the answer begins; it goes on to the end
   */
  public Optional<byte[]> compressed(Encoding encoding, byte[] bytes, int from) {
    int length = bytes.length - from;
    if (length < answersFrom || (length > 2 * SAMPLE_BYTES && isDense(encoding, bytes, from))) {
      return Optional.empty();
    }
    return Optional.of(encoding.compressed(bytes, from, length))
        .filter(shorter -> shorter.length < length);
  }

  private static boolean isDense(Encoding encoding, byte[] bytes, int from) {
    return encoding.compressed(bytes, from, SAMPLE_BYTES).length > WORTHWHILE * SAMPLE_BYTES;
  }
}
