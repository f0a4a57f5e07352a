/**
 * What of a text is a word and which words are the same, as the schema of a text index says. The
 * same classes read what is stored and what is asked for, so that both are taken alike.
 */
@NullMarked
package io.dunlin.persistence.text;

import org.jspecify.annotations.NullMarked;
