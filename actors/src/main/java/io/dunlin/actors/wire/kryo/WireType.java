package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.ClusterPicture;
import io.dunlin.actors.catalog.QuantizationPatch;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.FeedProtocol;
import io.dunlin.actors.feed.TailProtocol;
import io.dunlin.actors.files.FileProtocol;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.report.Stopping;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.snapshot.ExportProtocol;
import io.dunlin.actors.wire.Frame;
import io.dunlin.actors.wire.More;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorSpec;
import org.apache.pekko.pattern.StatusReply;

/**
 * Every class whose number stands in messages. A number is never changed and never used again:
 * those of classes that are gone stay here as a comment. Numbers below 126 take one byte.
 */
enum WireType {
  REPLY(16, StatusReply.class, ReplyForm.REPLY),
  FRAME(17, Frame.class, FrameForm.FRAME),
  MORE(88, More.class, FrameForm.MORE),

  FAILURE_NOT_FOUND(20, DunlinFailure.NotFound.class, FailureForms.NOT_FOUND),
  FAILURE_ALREADY_EXISTS(21, DunlinFailure.AlreadyExists.class, FailureForms.ALREADY_EXISTS),
  FAILURE_WRONG_INPUT(22, DunlinFailure.WrongInput.class, FailureForms.WRONG_INPUT),
  FAILURE_BAD_REQUEST(23, DunlinFailure.BadRequest.class, FailureForms.BAD_REQUEST),
  FAILURE_TIMED_OUT(24, DunlinFailure.TimedOut.class, FailureForms.TIMED_OUT),
  FAILURE_OVERLOADED(25, DunlinFailure.Overloaded.class, FailureForms.OVERLOADED),
  FAILURE_UNAVAILABLE(26, DunlinFailure.Unavailable.class, FailureForms.UNAVAILABLE),
  FAILURE_INSUFFICIENT_STORAGE(
      27, DunlinFailure.InsufficientStorage.class, FailureForms.INSUFFICIENT_STORAGE),
  FAILURE_NOT_BUILT(28, DunlinFailure.NotBuilt.class, FailureForms.NOT_BUILT),
  FAILURE_NOT_DELIVERED(30, DunlinFailure.NotDelivered.class, FailureForms.NOT_DELIVERED),
  FAILURE_INTERNAL(29, DunlinFailure.Internal.class, FailureForms.INTERNAL),

  WISH_MOVE(31, PlacementWish.Move.class, OperatorForms.MOVE),
  WISH_REPLICATE(32, PlacementWish.Replicate.class, OperatorForms.REPLICATE),
  WISH_DROP(33, PlacementWish.Drop.class, OperatorForms.DROP),
  CLUSTER_PICTURE(34, ClusterPicture.class, OperatorForms.PICTURE),

  CATALOG_CREATE(35, CatalogProtocol.Create.class, CatalogForms.CREATE),
  CATALOG_UPDATE(36, CatalogProtocol.Update.class, CatalogForms.UPDATE),
  CATALOG_DROP(37, CatalogProtocol.Drop.class, CatalogForms.DROP),
  CATALOG_FOLLOW(38, CatalogProtocol.Follow.class, CatalogForms.FOLLOW),
  CATALOG_HOLDS(39, CatalogProtocol.Holds.class, CatalogForms.HOLDS),
  CATALOG_CHANGED(40, CatalogProtocol.Changed.class, CatalogForms.CHANGED),
  CATALOG_FORGET(48, CatalogProtocol.Forget.class, CatalogForms.FORGET),
  CATALOG_STEP(43, CatalogProtocol.Step.class, CatalogForms.STEP),
  CATALOG_PIECE(44, CatalogProtocol.Piece.class, CatalogForms.PIECE),
  CATALOG_WISH(41, CatalogProtocol.Wish.class, OperatorForms.WISH),
  CATALOG_ABORT(42, CatalogProtocol.Abort.class, OperatorForms.ABORT),
  CATALOG_RESTART(55, CatalogProtocol.Restart.class, OperatorForms.RESTART),
  CATALOG_MARK(56, CatalogProtocol.Mark.class, OperatorForms.MARK),
  CATALOG_REPORT(57, CatalogProtocol.Report.class, OperatorForms.REPORT),
  CATALOG_LOOK(49, CatalogProtocol.Look.class, OperatorForms.LOOK),
  NODE_STOPPING(120, Stopping.class, OperatorForms.STOPPING),
  CATALOG_CREATE_KEY(58, CatalogProtocol.CreateKey.class, ShardKeyForms.CREATE),
  CATALOG_DROP_KEY(59, CatalogProtocol.DropKey.class, ShardKeyForms.DROP),
  QUANTIZATION_KEEP(45, QuantizationPatch.Keep.class, PatchForms.QUANTIZATION_KEEP),
  QUANTIZATION_SET(46, QuantizationPatch.Set.class, PatchForms.QUANTIZATION_SET),
  QUANTIZATION_DISABLE(47, QuantizationPatch.Disable.class, PatchForms.QUANTIZATION_DISABLE),

  SHARD_START(50, ShardProtocol.Start.class, ShardForms.START),
  SHARD_WRITE(51, ShardProtocol.Write.class, ShardForms.WRITE),
  SHARD_OPTIMIZE(52, ShardProtocol.Optimize.class, ShardForms.OPTIMIZE),
  SHARD_DROP(53, ShardProtocol.Drop.class, ShardForms.DROP),
  SHARD_FOLLOW(54, ShardProtocol.Follow.class, ShardForms.FOLLOW),

  FEED_JOINED(130, FeedProtocol.Joined.class, FeedForms.JOINED),
  FEED_BEHIND(131, FeedProtocol.Behind.class, FeedForms.BEHIND),
  FEED_FOREIGN(132, FeedProtocol.Foreign.class, FeedForms.FOREIGN),
  FEED_ENTRIES(133, FeedProtocol.Entries.class, FeedForms.ENTRIES),
  FEED_HEARD(134, FeedProtocol.Heard.class, FeedForms.HEARD),
  FEED_REVOKE(135, FeedProtocol.Revoke.class, FeedForms.REVOKE),
  FEED_CONFIRM(136, FeedProtocol.Confirm.class, FeedForms.CONFIRM),
  FEED_REVOKED(137, FeedProtocol.Revoked.class, FeedForms.REVOKED),
  FEED_LEAVING(138, FeedProtocol.Leaving.class, FeedForms.LEAVING),
  FEED_PREPARE(139, FeedProtocol.Prepare.class, FeedForms.PREPARE),
  FEED_PREPARED(140, FeedProtocol.Prepared.class, FeedForms.PREPARED),

  TAIL_ASK(206, ShardProtocol.Tail.class, TailForms.TAIL),
  TAIL_ENTRIES(207, TailProtocol.Entries.class, TailForms.ENTRIES),
  TAIL_TRIMMED(208, TailProtocol.Trimmed.class, TailForms.TRIMMED),
  TAIL_FOREIGN(209, TailProtocol.Foreign.class, TailForms.FOREIGN),
  TAIL_NOT_NOW(210, TailProtocol.NotNow.class, TailForms.NOT_NOW),
  FAILURE_OUT_OF_RANGE(211, DunlinFailure.OutOfRange.class, FailureForms.OUT_OF_RANGE),

  UPSERT(60, PointOperation.Upsert.class, OperationForms.UPSERT),
  UPDATE_VECTORS(61, PointOperation.UpdateVectors.class, OperationForms.UPDATE_VECTORS),
  APPLY_DELTA(252, PointOperation.ApplyDelta.class, OperationForms.APPLY_DELTA),
  DELETE_VECTORS(62, PointOperation.DeleteVectors.class, OperationForms.DELETE_VECTORS),
  DELETE(63, PointOperation.Delete.class, OperationForms.DELETE),
  SET_PAYLOAD(64, PointOperation.SetPayload.class, OperationForms.SET_PAYLOAD),
  OVERWRITE_PAYLOAD(65, PointOperation.OverwritePayload.class, OperationForms.OVERWRITE_PAYLOAD),
  DELETE_PAYLOAD(66, PointOperation.DeletePayload.class, OperationForms.DELETE_PAYLOAD),
  CLEAR_PAYLOAD(67, PointOperation.ClearPayload.class, OperationForms.CLEAR_PAYLOAD),
  BY_IDS(70, PointOperation.ByIds.class, OperationForms.BY_IDS),
  BY_FILTER(71, PointOperation.ByFilter.class, OperationForms.BY_FILTER),

  READ_REQUEST(75, ReadProtocol.Request.class, ReadForms.REQUEST),
  READ_SEARCH(76, ReadProtocol.Search.class, ReadForms.SEARCH),
  READ_RETRIEVE(77, ReadProtocol.Retrieve.class, ReadForms.RETRIEVE),
  READ_SCROLL(78, ReadProtocol.Scroll.class, ReadForms.SCROLL),
  READ_COUNT(79, ReadProtocol.Count.class, ReadForms.COUNT),
  READ_STATUS(80, ReadProtocol.Status.class, ReadForms.STATUS),
  READ_ASK(81, ReadProtocol.Ask.class, ReadForms.ASK),
  READ_REPLY(82, ReadProtocol.Reply.class, ReadForms.REPLY),
  READ_PIECE(83, ReadProtocol.Piece.class, ReadForms.PIECE),
  ANSWER_FOUND(84, ReadProtocol.Found.class, AnswerForms.FOUND),
  ANSWER_POINTS(85, ReadProtocol.Points.class, AnswerForms.POINTS),
  ANSWER_COUNTED(86, ReadProtocol.Counted.class, AnswerForms.COUNTED),
  ANSWER_STATE(87, ReadProtocol.State.class, AnswerForms.STATE),

  READ_ORDER(176, ReadProtocol.Order.class, ReadForms.ORDER),
  READ_SAMPLE(177, ReadProtocol.Sample.class, ReadForms.SAMPLE),
  READ_FACET(178, ReadProtocol.Facet.class, ReadForms.FACET),
  ANSWER_IN_ORDER(179, ReadProtocol.InOrder.class, AnswerForms.IN_ORDER),
  ANSWER_FACETS(180, ReadProtocol.Facets.class, AnswerForms.FACETS),

  READ_EXPLAIN(216, ReadProtocol.Explain.class, ExplainForms.EXPLAIN),
  ANSWER_EXPLAINED(217, ReadProtocol.Explained.class, ExplainForms.EXPLAINED),

  READ_COUNT_TERMS(250, ReadProtocol.CountTerms.class, ReadForms.COUNT_TERMS),
  ANSWER_TERMS_COUNTED(251, ReadProtocol.TermsCounted.class, AnswerForms.TERMS_COUNTED),
  READ_HOLD(230, ReadProtocol.Hold.class, CursorForms.HOLD),
  READ_LET_GO(231, ReadProtocol.LetGo.class, CursorForms.LET_GO),
  READ_KEEP(232, ReadProtocol.Keep.class, CursorForms.KEEP),
  READ_RANKED(233, ReadProtocol.Ranked.class, CursorForms.RANKED),
  ANSWER_HELD(234, ReadProtocol.Held.class, CursorForms.HELD),
  ANSWER_RANKING(235, ReadProtocol.Ranking.class, CursorForms.RANKING),

  PAYLOAD_NONE(91, PayloadSelector.None.class, SelectorForms.PAYLOAD_NONE),
  PAYLOAD_ALL(92, PayloadSelector.All.class, SelectorForms.PAYLOAD_ALL),
  PAYLOAD_INCLUDE(93, PayloadSelector.Include.class, SelectorForms.PAYLOAD_INCLUDE),
  PAYLOAD_EXCLUDE(94, PayloadSelector.Exclude.class, SelectorForms.PAYLOAD_EXCLUDE),
  VECTORS_NONE(96, VectorSelector.None.class, SelectorForms.VECTORS_NONE),
  VECTORS_ALL(97, VectorSelector.All.class, SelectorForms.VECTORS_ALL),
  VECTORS_NAMES(98, VectorSelector.Names.class, SelectorForms.VECTORS_NAMES),

  FILTER(100, Filter.class, FilterForms.FILTER),
  FIELD(101, Condition.Field.class, FilterForms.FIELD),
  HAS_ID(102, Condition.HasId.class, FilterForms.HAS_ID),
  HAS_VECTOR(103, Condition.HasVector.class, FilterForms.HAS_VECTOR),
  IS_EMPTY(104, Condition.IsEmpty.class, FilterForms.IS_EMPTY),
  IS_NULL(105, Condition.IsNull.class, FilterForms.IS_NULL),
  NESTED(106, Condition.Nested.class, FilterForms.NESTED),
  SLICE(107, Condition.Slice.class, FilterForms.SLICE),
  MATCH_VALUE(110, Check.MatchValue.class, CheckForms.MATCH_VALUE),
  MATCH_ANY(111, Check.MatchAny.class, CheckForms.MATCH_ANY),
  MATCH_EXCEPT(112, Check.MatchExcept.class, CheckForms.MATCH_EXCEPT),
  MATCH_TEXT(113, Check.MatchText.class, CheckForms.MATCH_TEXT),
  RANGE(114, Check.Range.class, CheckForms.RANGE),
  DATETIME_RANGE(115, Check.DatetimeRange.class, CheckForms.DATETIME_RANGE),
  GEO_BOX(116, Check.GeoBox.class, CheckForms.GEO_BOX),
  GEO_RADIUS(117, Check.GeoRadius.class, CheckForms.GEO_RADIUS),
  GEO_POLYGON(118, Check.GeoPolygon.class, CheckForms.GEO_POLYGON),
  MATCH_WORDS(121, Check.MatchWords.class, CheckForms.MATCH_WORDS),
  VALUES_COUNT(119, Check.ValuesCount.class, CheckForms.VALUES_COUNT),

  ALIAS_POINT(170, AliasAction.Point.class, AliasForms.POINT),
  ALIAS_REMOVE(171, AliasAction.Remove.class, AliasForms.REMOVE),
  ALIAS_RENAME(172, AliasAction.Rename.class, AliasForms.RENAME),
  CATALOG_CHANGE_ALIASES(173, CatalogProtocol.ChangeAliases.class, AliasForms.CHANGE),
  CATALOG_ASK_VERSION(174, CatalogProtocol.AskVersion.class, CatalogForms.ASK_VERSION),
  CATALOG_CHANGE_FIELD(175, CatalogProtocol.ChangeField.class, CatalogForms.CHANGE_FIELD),

  CATALOG_ROLL_BACK_INDEXES(220, CatalogProtocol.RollBackIndexes.class, IndexForms.ROLL_BACK),
  CATALOG_ACCEPT_INDEXES(221, CatalogProtocol.AcceptIndexes.class, IndexForms.ACCEPT),
  CATALOG_SET_RELEASED(270, CatalogProtocol.SetReleased.class, ReleaseForms.SET),
  SHARD_REST(271, ShardProtocol.Rest.class, ReleaseForms.REST),
  SHARD_SEAL(272, ShardProtocol.Seal.class, ShardForms.SEAL),
  CATALOG_CHANGE_VECTOR(196, CatalogProtocol.ChangeVector.class, VectorForms.CHANGE_IN_CATALOG),
  SHARD_CHANGE_VECTORS(197, ShardProtocol.ChangeVectors.class, VectorForms.CHANGE_IN_SHARD),
  VECTOR_DENSE(198, VectorSpec.class, VectorForms.DENSE),
  VECTOR_SPARSE(199, SparseSpec.class, VectorForms.SPARSE),
  SHARD_PIN(181, ShardProtocol.Pin.class, SnapshotForms.PIN),
  SHARD_RELEASE(182, ShardProtocol.Release.class, SnapshotForms.RELEASE),
  EXPORT_PINNED(183, ExportProtocol.Pinned.class, SnapshotForms.PINNED),
  EXPORT_NEXT(184, ExportProtocol.Next.class, SnapshotForms.NEXT),
  EXPORT_CHUNK(185, ExportProtocol.Chunk.class, SnapshotForms.CHUNK),
  EXPORT_CLOSE(186, ExportProtocol.Close.class, SnapshotForms.CLOSE),
  EXPORT_KEEP(190, ExportProtocol.Keep.class, SnapshotForms.KEEP),
  CATALOG_PREPARE(187, CatalogProtocol.Prepare.class, SnapshotForms.PREPARE),
  CATALOG_REPLACE(188, CatalogProtocol.Replace.class, SnapshotForms.REPLACE),
  FAILURE_CHECKSUM_MISMATCH(
      189, DunlinFailure.ChecksumMismatch.class, FailureForms.CHECKSUM_MISMATCH),

  FILE_ASK(160, FileProtocol.Ask.class, FileForms.ASK),
  FILE_PIECE(161, FileProtocol.Piece.class, FileForms.PIECE),
  FILE_MISSING(162, FileProtocol.Missing.class, FileForms.MISSING),
  FILE_REFUSED(163, FileProtocol.Refused.class, FileForms.REFUSED),
  FILE_MORE(164, FileProtocol.More.class, FileForms.MORE);

  /** Smaller ones are Kryo's own and never read. */
  static final int FIRST_ID = 16;

  private final int id;
  private final Class<?> type;

  @SuppressWarnings("ImmutableEnumChecker") // a form is immutable, though Kryo's class is not
  private final Form<?> form;

  <T> WireType(int id, Class<? super T> type, Form<T> form) {
    this.id = id;
    this.type = type;
    this.form = form;
  }

  int id() {
    return id;
  }

  Class<?> type() {
    return type;
  }

  Form<?> form() {
    return form;
  }
}
