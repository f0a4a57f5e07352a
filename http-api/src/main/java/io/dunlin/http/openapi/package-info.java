/**
 * The REST API described in OpenAPI 3.1, for tools that make clients and pages of it. Its words are
 * in resources, one file for each group of operations; what all operations have in common is put
 * around them here.
 */
@NullMarked
package io.dunlin.http.openapi;

import org.jspecify.annotations.NullMarked;
