/**
 * Clients as they are published, and the test suites that their makers publish with them, against a
 * started node.
 */
@NullMarked
package io.dunlin.clients;

import org.jspecify.annotations.NullMarked;
