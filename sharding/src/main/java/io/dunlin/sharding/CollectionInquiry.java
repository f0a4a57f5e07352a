package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.sharding.whynot.WhyNotRun;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What is asked of one collection to find out why a point is not in an answer.
 *
 * @param deadline of all questions together
 */
record CollectionInquiry(
    Collections collections, String collection, ReadOptions options, Deadline deadline)
    implements WhyNotRun.Reads {
  @Override
  public CompletionStage<Answered<List<List<Hit>>>> query(List<QueryRequest> requests) {
    return collections.query(collection, requests, inTime());
  }

  @Override
  public CompletionStage<Answered<List<PointGroup>>> groups(GroupsRequest request) {
    return collections.groups(collection, request, inTime());
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> retrieve(RetrieveRequest request) {
    return collections.retrieve(collection, request, inTime());
  }

  private ReadOptions inTime() {
    if (deadline.passed()) {
      throw new DunlinFailure.TimedOut("it was not found out in time why the point is not there")
          .asException();
    }
    return options.within(deadline);
  }
}
