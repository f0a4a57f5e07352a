package io.dunlin.http.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dunlin.http.error.ErrorMapping;
import java.nio.file.Path;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose fault it is when an uploaded file is not there in the end. */
class SnapshotUploadTest {
  private static final String FORM =
      """
      --xyz
      Content-Disposition: form-data; name="snapshot"; filename="a"
      Content-Type: application/octet-stream

      all of it
      --xyz--
      """
          .replace("\n", "\r\n");

  @TempDir Path folder;

  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private void receive(String form, Path file) {
    var _ =
        new SnapshotUpload(
                kit.system(),
                HttpEntities.create(
                    ContentTypes.parse("multipart/form-data; boundary=xyz"), form.getBytes(UTF_8)))
            .receive(file, 1 << 20)
            .toCompletableFuture()
            .join();
  }

  private int statusOf(String form, Path file) {
    return ErrorMapping.answer(catchThrowable(() -> receive(form, file))).httpStatus();
  }

  @Test
  void theFileIsWrittenAsItCame() {
    Path file = folder.resolve("file");
    receive(FORM, file);
    assertThat(file).hasContent("all of it");
  }

  @Test
  void aFormThatIsCutOffIsTheCallersFault() {
    assertThat(statusOf(FORM.substring(0, FORM.length() - 8), folder.resolve("file")))
        .isEqualTo(400);
  }

  @Test
  void aFileThatCannotBeWrittenIsOurFault() {
    assertThat(statusOf(FORM, folder.resolve("missing").resolve("file"))).isEqualTo(500);
  }
}
