package io.dunlin.http.route;

import java.util.concurrent.CompletionStage;

/** What one operation does. It may also throw whatever its stage may fail with. */
@FunctionalInterface
interface Handler {
  CompletionStage<Reply> handle(Call call);
}
