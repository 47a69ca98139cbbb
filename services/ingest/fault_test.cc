// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Lets the n-th operation on the disk fail, n = 1, 2, 3 ..., until the whole
// scenario passes. The client behaves as it should: what is UNAVAILABLE it
// repeats with the same request id. In the end every request has its effect
// once, whatever failed, and the folder is sound.

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/ingest/test_store.h"
#include "services/ingest/test_support.h"

namespace disclosure::ingest {
namespace {

using ::testing::StartsWith;

class FaultTest : public TestStore,
                  public ::testing::WithParamInterface<storage::Fault> {
 protected:
  FaultTest() {
    committer_options_.reopen_delay_min = absl::Microseconds(100);
    committer_options_.reopen_delay_max = absl::Milliseconds(1);
    faults_ = std::make_shared<storage::FaultPlan>();
    store_options_.database.faults = faults_;
  }

  // Opens; false if the fault hit the opening.
  bool TryOpen() {
    Close();
    store_ = std::make_unique<EmbeddedStore>(store_options_);
    auto committer = Committer::Start(*store_, committer_options_);
    if (!committer.ok()) {
      EXPECT_NE(Reason(committer.status()), "");
      store_.reset();
      return false;
    }
    committer_ = *std::move(committer);
    return true;
  }

  // As a client: until there is an answer that counts.
  std::string Insist(const Mutation& mutation) {
    return DoUntilReady(mutation);
  }

  Mutation File(const std::string& office, int variant, int over) {
    v1::AnnualReport report = MakeReport(office, variant);
    if (over > 0) report.set_revision(over);
    return Submit(*committer_->state().registry, std::move(report),
                  absl::StrCat("id-", office, "-", variant));
  }

  std::shared_ptr<storage::FaultPlan> faults_;
};

TEST_P(FaultTest, EveryRequestHasItsEffectOnce) {
  const std::string original = store_options_.database.path;
  ASSERT_TRUE(TryOpen());
  EXPECT_EQ(Insist(Apply(SmallRegistry(), "registry")), "registry 1 at 1");
  Close();
  // The other two are variants of these: every fifth place is enough.
  const bool everywhere = GetParam() == storage::Fault::kNotDone ||
                          GetParam() == storage::Fault::kDone;
  for (int n = 1;; n += everywhere ? 1 : 5) {
    SCOPED_TRACE(n);
    ASSERT_LT(n, 1000) << "the scenario never passes";
    store_options_.database.path = absl::StrCat(folder_.path(), "/", n);
    std::filesystem::copy(original, store_options_.database.path,
                          std::filesystem::copy_options::recursive);
    faults_->FailNth(n, GetParam());
    int64_t failures_before = faults_->failures();
    while (!TryOpen()) {
    }
    EXPECT_THAT(Insist(File("o1", 1, 0)), StartsWith("revision 1 at 2"));
    EXPECT_THAT(Insist(File("o1", 2, 1)), StartsWith("revision 2 at 3"));
    Mutation last = File("o1", 2, 1);
    Close();
    bool failed = faults_->failures() > failures_before;
    faults_->Heal();
    // Everything is still there when the folder is opened again.
    ASSERT_TRUE(TryOpen());
    EXPECT_EQ(Do(std::move(last)), "revision 2 at 3 replayed");
    Close();
    auto report = Fsck(store_options_.database.path, faults_);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->problems, ::testing::IsEmpty());
    EXPECT_EQ(report->changes, 3);
    std::filesystem::remove_all(store_options_.database.path);
    if (!failed) {
      store_options_.database.path = original;
      break;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AllFaults, FaultTest,
                         ::testing::Values(storage::Fault::kNotDone,
                                           storage::Fault::kHalfDone,
                                           storage::Fault::kDone,
                                           storage::Fault::kDiskFull));

}  // namespace
}  // namespace disclosure::ingest
