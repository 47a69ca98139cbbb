// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/commit_queue.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace disclosure::ingest {
namespace {

// A batch of one mutation, known by its note.
bool Push(CommitQueue* queue, const std::string& client,
          const std::string& note, bool forced = false) {
  CommitBatch batch;
  batch.mutations.emplace_back();
  batch.mutations.back().note = note;
  batch.bytes = 10;
  return queue->Push(client, &batch, forced);
}

std::string Print(const std::vector<CommitBatch>& group) {
  std::string notes;
  for (const CommitBatch& batch : group) {
    notes += batch.mutations[0].note + " ";
  }
  return notes;
}

TEST(CommitQueueTest, ClientsTakeTurnsAndKeepTheirOrder) {
  CommitQueue queue(100, 10'000);
  for (const char* note : {"a1", "a2", "a3"}) Push(&queue, "a", note);
  Push(&queue, "b", "b1");
  Push(&queue, "b", "b2");
  Push(&queue, "c", "c1");
  EXPECT_EQ(Print(queue.TakeGroup(4, 1000)), "a1 b1 c1 a2 ");
  // Who comes late waits for one batch of each other.
  Push(&queue, "d", "d1");
  EXPECT_EQ(Print(queue.TakeAll()), "b2 a3 d1 ");
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.mutations(), 0u);
}

TEST(CommitQueueTest, FloodOfOneLeavesRoomForOthers) {
  CommitQueue queue(100, 10'000);
  int taken = 0;
  while (Push(&queue, "flood", "f")) ++taken;
  EXPECT_EQ(taken, 50);
  EXPECT_TRUE(Push(&queue, "quiet", "q"));
  EXPECT_EQ(Print(queue.TakeGroup(2, 1000)), "f q ");
}

TEST(CommitQueueTest, BytesAreDividedToo) {
  CommitQueue queue(1000, 100);
  int taken = 0;
  while (Push(&queue, "flood", "f")) ++taken;
  EXPECT_EQ(taken, 5);
  EXPECT_TRUE(Push(&queue, "quiet", "q"));
}

TEST(CommitQueueTest, AnyBatchFitsIntoAnEmptyQueueAndForcedOnesAlways) {
  CommitQueue queue(1, 1);
  EXPECT_TRUE(Push(&queue, "a", "a1"));
  EXPECT_FALSE(Push(&queue, "b", "b1"));
  EXPECT_FALSE(Push(&queue, "", "n1"));
  EXPECT_TRUE(Push(&queue, "b", "b2", /*forced=*/true));
  // At least one, however small the group.
  EXPECT_EQ(Print(queue.TakeGroup(0, 0)), "a1 ");
  EXPECT_EQ(Print(queue.TakeGroup(0, 0)), "b2 ");
}

TEST(CommitQueueTest, WithoutANameAllTheRoomIsThere) {
  CommitQueue queue(10, 10'000);
  int taken = 0;
  while (Push(&queue, "", "x")) ++taken;
  EXPECT_EQ(taken, 10);
}

}  // namespace
}  // namespace disclosure::ingest
