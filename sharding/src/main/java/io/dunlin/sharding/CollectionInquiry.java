package io.dunlin.sharding;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.sharding.whynot.WhyNotRun;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What is asked of one collection to find out why a point is not in an answer. */
record CollectionInquiry(Collections collections, String collection, ReadOptions options)
    implements WhyNotRun.Reads {
  @Override
  public CompletionStage<Answered<List<List<Hit>>>> query(List<QueryRequest> requests) {
    return collections.query(collection, requests, options);
  }

  @Override
  public CompletionStage<Answered<List<PointGroup>>> groups(GroupsRequest request) {
    return collections.groups(collection, request, options);
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> retrieve(RetrieveRequest request) {
    return collections.retrieve(collection, request, options);
  }
}
