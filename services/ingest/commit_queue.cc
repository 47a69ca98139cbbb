// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/commit_queue.h"

#include <utility>

namespace disclosure::ingest {

bool CommitQueue::Push(const std::string& client, CommitBatch* batch,
                       bool forced) {
  if (forced || empty()) {
    mutations_.Force(client, batch->mutations.size());
    bytes_.Force(client, batch->bytes);
  } else if (!TakeRoom(client, *batch)) {
    return false;
  }
  std::deque<CommitBatch>& own = waiting_[client];
  if (own.empty()) turns_.push_back(client);
  own.push_back(std::move(*batch));
  return true;
}

bool CommitQueue::TakeRoom(const std::string& client,
                           const CommitBatch& batch) {
  const size_t count = batch.mutations.size();
  if (client.empty()) {
    if (mutations_.used() + count > mutations_.capacity() ||
        bytes_.used() + batch.bytes > bytes_.capacity()) {
      return false;
    }
    mutations_.Force(client, count);
    bytes_.Force(client, batch.bytes);
    return true;
  }
  if (!mutations_.Take(client, count)) return false;
  if (bytes_.Take(client, batch.bytes)) return true;
  mutations_.Give(client, count);
  return false;
}

std::vector<CommitBatch> CommitQueue::TakeGroup(size_t mutations_max,
                                                size_t bytes_max) {
  std::vector<CommitBatch> group;
  size_t mutations = 0;
  size_t bytes = 0;
  while (!empty()) {
    const CommitBatch& next = waiting_.find(turns_.front())->second.front();
    if (!group.empty() && (mutations + next.mutations.size() > mutations_max ||
                           bytes + next.bytes > bytes_max)) {
      break;
    }
    mutations += next.mutations.size();
    bytes += next.bytes;
    group.push_back(TakeNext());
  }
  return group;
}

std::vector<CommitBatch> CommitQueue::TakeAll() {
  std::vector<CommitBatch> all;
  while (!empty()) all.push_back(TakeNext());
  return all;
}

CommitBatch CommitQueue::TakeNext() {
  std::string client = std::move(turns_.front());
  turns_.pop_front();
  auto own = waiting_.find(client);
  CommitBatch batch = std::move(own->second.front());
  own->second.pop_front();
  mutations_.Give(client, batch.mutations.size());
  bytes_.Give(client, batch.bytes);
  if (own->second.empty()) {
    waiting_.erase(own);
  } else {
    turns_.push_back(std::move(client));
  }
  return batch;
}

}  // namespace disclosure::ingest
