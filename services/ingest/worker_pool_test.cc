// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/worker_pool.h"

#include <atomic>

#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"
#include "services/ingest/test_support.h"

namespace disclosure::ingest {
namespace {

TEST(WorkerPoolTest, FullQueueRefuses) {
  WorkerPool pool(1, 1);
  absl::Notification entered;
  absl::Notification go_on;
  ASSERT_TRUE(pool.Add([&] {
                    entered.Notify();
                    go_on.WaitForNotification();
                  })
                  .ok());
  entered.WaitForNotification();
  EXPECT_TRUE(pool.Add([] {}).ok());
  EXPECT_EQ(Reason(pool.Add([] {})), "QUEUE_FULL");
  go_on.Notify();
}

TEST(WorkerPoolTest, StopDoesWhatWaits) {
  std::atomic<int> done{0};
  WorkerPool pool(2, 100);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(pool.Add([&done] { ++done; }).ok());
  pool.Stop();
  EXPECT_EQ(done, 50);
  EXPECT_EQ(Reason(pool.Add([] {})), "SHUTTING_DOWN");
}

}  // namespace
}  // namespace disclosure::ingest
