package io.dunlin.persistence.store;

/** What happens to a request on a {@link FaultyWay}. */
sealed interface Fault {
  Fault NONE = new None();

  record None() implements Fault {}

  /** The server's answer is "503 SlowDown" without the request having reached it. */
  record SlowDown() implements Fault {}

  /** The answer is "200 OK" and nothing else, without the request having reached the server. */
  record SayYes() implements Fault {}

  /** The connection ends when so many bytes of the request's body have passed. */
  record CutRequest(long bytes) implements Fault {}

  /** The connection ends when so many bytes of the answer's body have passed. */
  record CutAnswer(long bytes) implements Fault {}

  /** The server does what was asked, and the connection ends before its answer. */
  record LoseAnswer() implements Fault {}

  /** A bit of this byte of the answer's body is turned over. */
  record HurtAnswer(long position) implements Fault {}

  /** The server's answer never comes. */
  record Silence() implements Fault {}
}
