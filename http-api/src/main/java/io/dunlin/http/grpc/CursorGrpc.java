package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.sharding.Collections;
import io.dunlin.v1.CloseCursorRequest;
import io.dunlin.v1.CloseCursorResponse;
import io.dunlin.v1.CursorsProto;
import java.util.concurrent.CompletionStage;

/**
 * What there is to do with a cursor besides reading its pages, which the contract's methods answer.
 */
final class CursorGrpc {
  private final Collections collections;

  private CursorGrpc(Collections collections) {
    this.collections = collections;
  }

  static GrpcService service(Collections collections) {
    CursorGrpc methods = new CursorGrpc(collections);
    return GrpcService.of(CursorsProto.getDescriptor(), "Cursors")
        .method("Close", CloseCursorRequest.getDefaultInstance(), methods::close);
  }

  private CompletionStage<? extends MessageLite> close(CloseCursorRequest request, Call call) {
    return collections
        .closeCursor(
            request.getCollectionName(),
            request.getCursor(),
            call.timeout(request.hasTimeout(), request.getTimeout()))
        .thenApply(closed ->
            CloseCursorResponse.newBuilder().setResult(closed).setTime(call.seconds()).build());
  }
}
