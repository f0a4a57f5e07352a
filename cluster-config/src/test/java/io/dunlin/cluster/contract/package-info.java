/**
 * What the API promises, as requests and their answers: the files {@code rest-*.txt} and {@code
 * grpc-*.txt} beside this package's classes are the specification, see {@link
 * io.dunlin.cluster.contract.Cases}; a started node has to answer as they say, and no operation may
 * be without its cases.
 */
@NullMarked
package io.dunlin.cluster.contract;

import org.jspecify.annotations.NullMarked;
