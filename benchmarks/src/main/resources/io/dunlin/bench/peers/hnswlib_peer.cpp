// hnswlib behind six C functions, for HnswlibIndex to call. Vectors are copied, as hnswlib does.
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace {

struct Peer {
  std::unique_ptr<hnswlib::SpaceInterface<float>> space;
  std::unique_ptr<hnswlib::HierarchicalNSW<float>> graph;
};

int write_best(hnswlib::HierarchicalNSW<float> &graph, const float *query, int k, int *rows) {
  auto found = graph.searchKnn(query, k);
  int size = static_cast<int>(found.size());
  for (int rank = size - 1; rank >= 0; rank--) {
    rows[rank] = static_cast<int>(found.top().second);
    found.pop();
  }
  return size;
}

}  // namespace

extern "C" {

void *peer_build(const float *rows, int count, int dimension, int inner_product, int m, int ef_construction,
                 int threads) {
  auto peer = std::make_unique<Peer>();
  if (inner_product) {
    peer->space = std::make_unique<hnswlib::InnerProductSpace>(dimension);
  } else {
    peer->space = std::make_unique<hnswlib::L2Space>(dimension);
  }
  peer->graph =
      std::make_unique<hnswlib::HierarchicalNSW<float>>(peer->space.get(), count, m, ef_construction);
  auto add = [&](size_t row) { peer->graph->addPoint(rows + row * dimension, row); };
  add(0);
  std::atomic<int> next{1};
  std::vector<std::thread> builders;
  for (int i = 0; i < threads; i++) {
    builders.emplace_back([&] {
      for (int row = next++; row < count; row = next++) add(row);
    });
  }
  for (auto &builder : builders) builder.join();
  return peer.release();
}

/** Writes the numbers of at most k rows, best first, and says how many. */
int peer_search(void *handle, const float *query, int k, int ef, int *rows) {
  auto &graph = *static_cast<Peer *>(handle)->graph;
  graph.setEf(ef);
  return write_best(graph, query, k, rows);
}

/** The same for many queries, taken one by one by several threads; -1 where fewer than k were found. */
void peer_search_batch(void *handle, const float *queries, int count, int dimension, int k, int ef, int threads,
                       int *rows) {
  auto &graph = *static_cast<Peer *>(handle)->graph;
  graph.setEf(ef);
  std::atomic<int> next{0};
  auto work = [&] {
    for (int query = next++; query < count; query = next++) {
      int *out = rows + static_cast<size_t>(query) * k;
      int size = write_best(graph, queries + static_cast<size_t>(query) * dimension, k, out);
      std::fill(out + size, out + k, -1);
    }
  };
  std::vector<std::thread> searchers;
  for (int i = 1; i < threads; i++) searchers.emplace_back(work);
  work();
  for (auto &searcher : searchers) searcher.join();
}

/** Rows whose byte is zero are walked through and not returned from now on. */
void peer_accept(void *handle, const unsigned char *accepted) {
  auto &graph = *static_cast<Peer *>(handle)->graph;
  for (size_t node = 0; node < graph.cur_element_count; node++) {
    bool marked = graph.isMarkedDeleted(node);
    bool wanted = accepted[graph.getExternalLabel(node)];
    if (wanted && marked) graph.unmarkDeletedInternal(node);
    if (!wanted && !marked) graph.markDeletedInternal(node);
  }
}

/** Bytes of a part: 0 vectors, 1 links of the ground layer, 2 labels, 3 lists of the upper layers. */
long peer_bytes(void *handle, int part) {
  auto &graph = *static_cast<Peer *>(handle)->graph;
  size_t elements = graph.max_elements_;
  switch (part) {
    case 0: return static_cast<long>(elements * graph.data_size_);
    case 1: return static_cast<long>(elements * graph.size_links_level0_);
    case 2: return static_cast<long>(elements * sizeof(hnswlib::labeltype));
    default: break;
  }
  size_t bytes = elements * sizeof(char *);
  for (size_t i = 0; i < graph.cur_element_count; i++) {
    bytes += graph.element_levels_[i] * graph.size_links_per_element_;
  }
  return static_cast<long>(bytes);
}

void peer_free(void *handle) { delete static_cast<Peer *>(handle); }

}  // extern "C"
