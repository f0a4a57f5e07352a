/**
 * What is done to all vectors of a table, and to a query, before codes are made of them or read:
 * learned matrices, stored beside the codes.
 */
@NullMarked
package io.dunlin.index.transform;

import org.jspecify.annotations.NullMarked;
