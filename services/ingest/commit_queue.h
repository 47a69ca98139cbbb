// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// What waits for the committer: bounded, divided fairly among the clients, and
// taken in turn. A client's batches keep their order; one batch of each client
// that waits is taken before the second one of any. So a client with little to
// write waits for one batch of each other, however much they have queued.
//
// Not thread-safe: the committer guards it.

#ifndef DISCLOSURE_SERVICES_INGEST_COMMIT_QUEUE_H_
#define DISCLOSURE_SERVICES_INGEST_COMMIT_QUEUE_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "server/fair_shares.h"
#include "services/ingest/mutation.h"

namespace disclosure::ingest {

// Mutations that are committed together, and who is told.
struct CommitBatch {
  std::vector<Mutation> mutations;
  size_t bytes = 0;
  std::function<void(std::vector<Answer>)> done;
};

class CommitQueue {
 public:
  CommitQueue(size_t mutations_max, size_t bytes_max)
      : mutations_(mutations_max), bytes_(bytes_max) {}

  bool empty() const { return turns_.empty(); }
  size_t mutations() const { return mutations_.used(); }

  // Queues the batch. False, and the batch is left as it is, if the queue has
  // no room for it or none for this client; an empty queue takes any. Forced:
  // queued in any case. A client without a name may use all the room.
  bool Push(const std::string& client, CommitBatch* batch, bool forced);

  // The next batches, as many as fit, at least one if there is any.
  std::vector<CommitBatch> TakeGroup(size_t mutations_max, size_t bytes_max);
  std::vector<CommitBatch> TakeAll();

 private:
  bool TakeRoom(const std::string& client, const CommitBatch& batch);
  CommitBatch TakeNext();

  server::FairShares mutations_;
  server::FairShares bytes_;
  // By client, those that have any; and whose turn it is.
  std::map<std::string, std::deque<CommitBatch>> waiting_;
  std::deque<std::string> turns_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_COMMIT_QUEUE_H_
