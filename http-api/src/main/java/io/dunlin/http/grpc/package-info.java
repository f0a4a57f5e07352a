/**
 * The gRPC API. Every method of the contract is unary, so one small dispatcher serves them all: it
 * takes the request whole, finds the method by its path, and answers with one strict entity and a
 * trailer. That costs less than half of what generated stream-based handlers cost. The messages are
 * those of the published client, so that no copy of the contract can differ from it.
 *
 * <p>{@code *Grpc} classes hold the methods of one service each: decode, call, encode. {@code
 * *Proto} classes hold all translation between messages and Dunlin's own records, one idea each.
 *
 * <p>Beside the contract there are streams of Dunlin's own, {@code dunlin.v1.Streams}: {@link
 * io.dunlin.http.grpc.StreamCalls} runs those that are streams in both directions.
 */
@NullMarked
package io.dunlin.http.grpc;

import org.jspecify.annotations.NullMarked;
