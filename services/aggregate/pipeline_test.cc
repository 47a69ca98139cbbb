// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Batches are done in order on another thread; after one has failed nothing is
// done, whoever adds hears of it, and nobody waits for ever.

#include "services/aggregate/pipeline.h"

#include <vector>

#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"

namespace disclosure::aggregate {
namespace {

TEST(PipelineTest, BatchesAreDoneInOrder) {
  std::vector<int> done;
  Pipeline<int> pipeline(2, [&](int batch) {
    done.push_back(batch);
    return absl::OkStatus();
  });
  EXPECT_TRUE(pipeline.idle());
  std::vector<int> added;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(pipeline.Add(i).ok());
    added.push_back(i);
  }
  ASSERT_TRUE(pipeline.Drain().ok());
  EXPECT_TRUE(pipeline.idle());
  EXPECT_EQ(done, added);
}

TEST(PipelineTest, AfterAFailureNothingIsDone) {
  std::vector<int> done;
  Pipeline<int> pipeline(1, [&](int batch) {
    if (batch == 3) return absl::DataLossError("the third");
    done.push_back(batch);
    return absl::OkStatus();
  });
  absl::Status added;
  for (int i = 1; i < 1000 && added.ok(); ++i) added = pipeline.Add(i);
  EXPECT_EQ(added, absl::DataLossError("the third"));
  EXPECT_EQ(pipeline.Add(1), added);
  EXPECT_EQ(pipeline.Drain(), added);
  EXPECT_EQ(done, (std::vector<int>{1, 2}));
}

TEST(PipelineTest, WhatIsBeingDoneIsNotIdle) {
  absl::Notification begun;
  absl::Notification go_on;
  std::vector<int> done;
  {
    Pipeline<int> pipeline(8, [&](int batch) {
      if (batch == 1) {
        begun.Notify();
        go_on.WaitForNotification();
      }
      done.push_back(batch);
      return absl::OkStatus();
    });
    ASSERT_TRUE(pipeline.Add(1).ok());
    begun.WaitForNotification();
    EXPECT_FALSE(pipeline.idle());
    go_on.Notify();
    ASSERT_TRUE(pipeline.Drain().ok());
  }
  EXPECT_EQ(done, std::vector<int>{1});
}

}  // namespace
}  // namespace disclosure::aggregate
