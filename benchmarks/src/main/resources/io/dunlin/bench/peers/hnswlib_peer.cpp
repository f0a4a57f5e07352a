// hnswlib behind four C functions, for HnswlibIndex to call. Vectors are copied, as hnswlib does.
#include <hnswlib/hnswlib.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace {

struct Peer {
  std::unique_ptr<hnswlib::SpaceInterface<float>> space;
  std::unique_ptr<hnswlib::HierarchicalNSW<float>> graph;
};

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
  auto found = graph.searchKnn(query, k);
  int size = static_cast<int>(found.size());
  for (int rank = size - 1; rank >= 0; rank--) {
    rows[rank] = static_cast<int>(found.top().second);
    found.pop();
  }
  return size;
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

long peer_bytes(void *handle) {
  auto &graph = *static_cast<Peer *>(handle)->graph;
  size_t bytes = graph.max_elements_ * graph.size_data_per_element_;
  for (size_t i = 0; i < graph.cur_element_count; i++) {
    bytes += graph.element_levels_[i] * graph.size_links_per_element_;
  }
  return static_cast<long>(bytes);
}

void peer_free(void *handle) { delete static_cast<Peer *>(handle); }

}  // extern "C"
