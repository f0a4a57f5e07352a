package io.dunlin.persistence.store;

import io.dunlin.index.file.AsideFile;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A segment store in a bucket: S3, MinIO, Ceph and others that speak its protocol.
 *
 * <p>The keys are {@code <prefix>/<shard uuid>/<file>}; each object has the SHA-256 of the whole
 * file in its metadata as {@code dunlin-sha256}. Files above {@value UploadPlan#PART_BYTES} bytes
 * are sent in parts. Needed rights: to get, put, list and delete objects, and to list and abort
 * multipart uploads. A bucket that keeps old versions keeps deleted files too, until a rule of its
 * own removes them.
 */
public final class S3SegmentStore implements SegmentStore {
  private static final Logger LOG = LoggerFactory.getLogger(S3SegmentStore.class);

  /** So many transfers may share a limited rate before an upload counts as hanging. */
  private static final int TRANSFERS = 16;

  private final S3Place place;
  private final S3Client client;
  private final TokenBucket uploads;
  private final TokenBucket downloads;
  private final int attempts;

  /** Asks nothing of the bucket yet. */
  public S3SegmentStore(SegmentStoreSettings.S3 settings, TransferRates rates) {
    this(settings, rates, S3Patience.USUAL);
  }

  S3SegmentStore(SegmentStoreSettings.S3 settings, TransferRates rates, S3Patience patience) {
    place = new S3Place(settings.bucket(), settings.prefix());
    uploads = rates.uploadBucket();
    downloads = rates.downloadBucket();
    attempts = patience.attempts();
    Duration heldBack = Duration.ofNanos(uploads.nanosFor(TRANSFERS * UploadPlan.PART_BYTES));
    client = S3Clients.create(settings, patience, patience.attempt().plus(heldBack));
  }

  @Override
  public void put(ShardId shard, String name, Path file) throws IOException {
    String key = place.key(shard, name);
    UploadPlan plan = UploadPlan.of(file);
    boolean stored =
        S3Head.of(client, place, key).filter(head -> head.records(plan.fingerprint())).isPresent();
    if (!stored) {
      new S3Upload(client, place, uploads).send(plan, key);
    }
  }

  @Override
  public Path get(ShardId shard, String name, Path directory, String as) throws IOException {
    String key = place.key(shard, name);
    return twice(() -> {
      try (AsideFile aside = AsideFile.create(directory, as + "." + UUID.randomUUID())) {
        read(key, aside::write);
        return aside.publish(as);
      }
    });
  }

  @Override
  public void verify(ShardId shard, String name) throws IOException {
    String key = place.key(shard, name);
    twice(() -> {
      read(key, ByteSink.NOWHERE);
      return key;
    });
  }

  @Override
  public List<StoredFile> list(ShardId shard) throws IOException {
    String folder = place.folder(shard);
    return keysBelow(folder).stream()
        .map(object ->
            new StoredFile(
                object.key().substring(folder.length()), object.size(), object.lastModified()))
        .filter(file -> StoredNames.isFile(file.name()))
        .sorted(Comparator.comparing(StoredFile::name))
        .toList();
  }

  @Override
  public List<ShardId> shards() throws IOException {
    String root = place.root();
    List<CommonPrefix> folders =
        S3Failures.translated(
            place.path(root),
            () ->
                client
                    .listObjectsV2Paginator(
                        request -> request.bucket(place.bucket()).prefix(root).delimiter("/"))
                    .commonPrefixes()
                    .stream()
                    .toList());
    return folders.stream()
        .map(folder -> folder.prefix().substring(root.length(), folder.prefix().length() - 1))
        .flatMap(name -> StoredNames.shard(name).stream())
        .toList();
  }

  @Override
  public void delete(ShardId shard, String name) throws IOException {
    deleteKey(place.key(shard, name));
  }

  @Override
  public void drop(ShardId shard) throws IOException {
    for (S3Object object : keysBelow(place.folder(shard))) {
      deleteKey(object.key());
    }
    removeUnfinished(shard, Instant.MAX);
  }

  @Override
  public int removeUnfinished(ShardId shard, Instant before) throws IOException {
    int removed = 0;
    for (MultipartUpload upload : uploadsBelow(place.folder(shard))) {
      if (upload.initiated().isBefore(before)) {
        S3Failures.translated(
            place.path(upload.key()),
            () ->
                client.abortMultipartUpload(request ->
                    request.bucket(place.bucket()).key(upload.key()).uploadId(upload.uploadId())));
        removed++;
      }
    }
    return removed;
  }

  @Override
  public void close() {
    client.close();
  }

  private void read(String key, ByteSink sink) throws IOException {
    new S3Download(client, place, downloads, attempts).read(key, sink);
  }

  private interface Reading<T> {
    T run() throws IOException;
  }

  /** A byte may also be hurt on the way here: only what differs twice is damaged in the store. */
  private static <T> T twice(Reading<T> reading) throws IOException {
    try {
      return reading.run();
    } catch (CorruptFileException first) {
      LOG.warn(
          "Read once more, to tell damage in the store from damage on the way: {}",
          first.getMessage());
      return reading.run();
    }
  }

  private List<S3Object> keysBelow(String folder) throws IOException {
    return S3Failures.translated(
        place.path(folder),
        () ->
            client
                .listObjectsV2Paginator(request -> request.bucket(place.bucket()).prefix(folder))
                .contents()
                .stream()
                .toList());
  }

  private List<MultipartUpload> uploadsBelow(String folder) throws IOException {
    return S3Failures.translated(
        place.path(folder),
        () -> {
          List<MultipartUpload> found = new ArrayList<>();
          client
              .listMultipartUploadsPaginator(
                  request -> request.bucket(place.bucket()).prefix(folder))
              .uploads()
              .forEach(found::add);
          return found;
        });
  }

  private void deleteKey(String key) throws IOException {
    S3Failures.translated(
        place.path(key),
        () -> client.deleteObject(request -> request.bucket(place.bucket()).key(key)));
  }
}
