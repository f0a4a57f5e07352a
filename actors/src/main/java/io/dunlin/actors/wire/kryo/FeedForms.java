package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.feed.FeedProtocol.Behind;
import io.dunlin.actors.feed.FeedProtocol.Confirm;
import io.dunlin.actors.feed.FeedProtocol.Entries;
import io.dunlin.actors.feed.FeedProtocol.EntryPiece;
import io.dunlin.actors.feed.FeedProtocol.Foreign;
import io.dunlin.actors.feed.FeedProtocol.Heard;
import io.dunlin.actors.feed.FeedProtocol.Joined;
import io.dunlin.actors.feed.FeedProtocol.Leaving;
import io.dunlin.actors.feed.FeedProtocol.Prepare;
import io.dunlin.actors.feed.FeedProtocol.Prepared;
import io.dunlin.actors.feed.FeedProtocol.Revoke;
import io.dunlin.actors.feed.FeedProtocol.Revoked;
import io.dunlin.persistence.event.LogPoint;
import java.util.List;

/** What a shard's writer and its followers say to each other. */
final class FeedForms {
  private FeedForms() {}

  static final Part<LogPoint> POINT =
      Part.of(
          (out, point) -> {
            out.varLong(point.position());
            out.varLong(point.epoch());
            out.fixedLong(point.prefix());
          },
          in -> new LogPoint(in.varLong(), in.varLong(), in.fixedLong()));

  static final Form<Joined> JOINED =
      Form.first(
          (out, joined) -> {
            out.varLong(joined.epoch());
            POINT.write(out, joined.at());
            out.actor(joined.feed());
          },
          in -> new Joined(in.varLong(), POINT.read(in), in.actor()));

  static final Form<Behind> BEHIND =
      Form.first(
          (out, behind) -> {
            out.varLong(behind.epoch());
            out.varLong(behind.position());
          },
          in -> new Behind(in.varLong(), in.varLong()));

  static final Form<Foreign> FOREIGN =
      Form.first(
          (out, foreign) -> {
            out.varLong(foreign.epoch());
            POINT.write(out, foreign.at());
          },
          in -> new Foreign(in.varLong(), POINT.read(in)));

  static final Part<List<EntryPiece>> PIECES =
      Part.list(
          Part.of(
              (out, piece) -> {
                out.varLong(piece.position());
                out.varLong(piece.after());
                out.string(piece.manifest());
                out.bytes(piece.bytes());
                out.bool(piece.last());
                out.fixedLong(piece.prefix());
              },
              in ->
                  new EntryPiece(
                      in.varLong(),
                      in.varLong(),
                      in.string(),
                      in.bytes(),
                      in.bool(),
                      in.fixedLong())));

  static final Form<Entries> ENTRIES =
      Form.first(
          (out, entries) -> {
            out.varLong(entries.epoch());
            PIECES.write(out, entries.pieces());
          },
          in -> new Entries(in.varLong(), PIECES.read(in)));

  static final Form<Heard> HEARD =
      Form.first(
          (out, heard) -> {
            out.varLong(heard.epoch());
            out.fixedLong(heard.asked());
            out.bool(heard.inSync());
            out.varLong(heard.position());
          },
          in -> new Heard(in.varLong(), in.fixedLong(), in.bool(), in.varLong()));

  static final Form<Revoke> REVOKE =
      Form.first(
          (out, revoke) -> {
            out.varLong(revoke.epoch());
            out.varLong(revoke.number());
          },
          in -> new Revoke(in.varLong(), in.varLong()));

  static final Form<Confirm> CONFIRM =
      Form.first(
          (out, confirm) -> {
            out.actor(confirm.follower());
            out.varLong(confirm.position());
            out.fixedLong(confirm.asked());
          },
          in -> new Confirm(in.actor(), in.varLong(), in.fixedLong()));

  static final Form<Revoked> REVOKED =
      Form.first(
          (out, revoked) -> {
            out.actor(revoked.follower());
            out.varLong(revoked.number());
          },
          in -> new Revoked(in.actor(), in.varLong()));

  static final Form<Prepare> PREPARE =
      Form.first(
          (out, prepare) -> {
            out.varLong(prepare.epoch());
            out.string(prepare.file());
          },
          in -> new Prepare(in.varLong(), in.string()));

  static final Form<Prepared> PREPARED =
      Form.first(
          (out, prepared) -> {
            out.actor(prepared.follower());
            out.string(prepared.file());
          },
          in -> new Prepared(in.actor(), in.string()));

  static final Form<Leaving> LEAVING =
      Form.first((out, leaving) -> out.actor(leaving.follower()), in -> new Leaving(in.actor()));
}
