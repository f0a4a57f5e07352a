/** What all event-sourced actors share: one rightful writer, one entry under way. */
@NullMarked
package io.dunlin.actors.log;

import org.jspecify.annotations.NullMarked;
