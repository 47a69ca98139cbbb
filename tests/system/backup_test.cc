// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Backups are made while offices file; then the data folder is lost, and comes
// back from a backup. What the backup holds must be there to the byte, under a
// log of its own, and aggregate and query, which know the old one, must find
// their way by themselves.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "base/text.h"
#include "gtest/gtest.h"
#include "tests/system/compare.h"
#include "tests/system/daemon.h"
#include "tests/system/process.h"
#include "tests/system/world.h"

namespace disclosure::testing {
namespace {

// False if the condition does not come to hold.
bool Eventually(const std::function<bool()>& condition) {
  absl::Notification never;
  for (int i = 0; i < 1000; ++i) {
    if (condition()) return true;
    never.WaitForNotificationWithTimeout(absl::Milliseconds(20));
  }
  return false;
}

// The number after `name` in a JSON text; -1 if there is none.
int64_t NumberAfter(const std::string& text, const std::string& name) {
  const size_t at = text.find("\"" + name + "\":");
  if (at == std::string::npos) return -1;
  const size_t begin = text.find_first_of("0123456789", at + name.size() + 3);
  const size_t end = text.find_first_not_of("0123456789", begin);
  return base::ParseInt64(text.substr(begin, end - begin)).value_or(-1);
}

// One thing that was filed and acknowledged.
struct Step {
  v1::SubmitReportRequest submitted;  // Without a report: a withdrawal.
  v1::Receipt receipt;
};

class BackupTest : public ::testing::Test {
 protected:
  BackupTest()
      : seed_(TestSeed()),
        random_(seed_),
        data_(folder_.path() + "/data"),
        backups_(folder_.path() + "/backups"),
        daemons_(data_, {"--backup-dir=" + backups_}),
        client_(std::make_unique<Client>(daemons_.MakeClient())) {}

  void ApplyWorld() {
    world_ = MakeWorld(random_);
    auto applied = client_->Apply(world_);
    ASSERT_TRUE(applied.ok()) << Describe(applied.status());
    old_log_ = applied->log().id();
    model_.Apply(world_);
  }

  void SubmitOne() {
    Step step;
    *step.submitted.mutable_submission() = RandomSubmission(random_, model_);
    auto answer = Call(client_->ingest(),
                       &v1::IngestService::Stub::SubmitReport, step.submitted);
    ASSERT_TRUE(answer.ok()) << Describe(answer.status());
    model_.Submit(step.submitted.submission().report(), answer->receipt());
    step.receipt = answer->receipt();
    Keep(std::move(step));
  }

  void WithdrawOne() {
    const auto request = RandomWithdrawal(random_, model_);
    if (!request) return;
    auto answer = Call(client_->ingest(),
                       &v1::IngestService::Stub::WithdrawReport, *request);
    ASSERT_TRUE(answer.ok()) << Describe(answer.status());
    model_.Withdraw(answer->receipt());
    Keep({.submitted = {}, .receipt = answer->receipt()});
  }

  void Keep(Step step) {
    absl::MutexLock lock(&mutex_);
    steps_.push_back(std::move(step));
  }

  void FileOne() {
    if (OneIn(random_, 8)) {
      WithdrawOne();
    } else {
      SubmitOne();
    }
  }

  void File(int count) {
    for (int i = 0; i < count && !HasFatalFailure(); ++i) FileOne();
  }

  int64_t acknowledged() {
    absl::MutexLock lock(&mutex_);
    return steps_.empty() ? 1 : steps_.back().receipt.position().sequence();
  }

  // What the suite holds at a sequence.
  Model ModelAt(int64_t sequence) {
    Model model;
    model.Apply(world_);
    absl::MutexLock lock(&mutex_);
    for (const Step& step : steps_) {
      if (step.receipt.position().sequence() > sequence) break;
      if (step.submitted.has_submission()) {
        model.Submit(step.submitted.submission().report(), step.receipt);
      } else {
        model.Withdraw(step.receipt);
      }
    }
    return model;
  }

  Finished RunClient(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), BuiltProgram("disclosure"));
    arguments.insert(arguments.end(),
                     {"--lang=en", "--ingest=" + daemons_.ingest().address(),
                      "--aggregate=" + daemons_.aggregate().address(),
                      "--query=" + daemons_.query().address()});
    return RunProgram(arguments, absl::Seconds(60));
  }

  // Makes a backup; the sequence that it holds the log up to.
  int64_t BackUp() {
    const int64_t before = acknowledged();
    const Finished made = RunClient({"backup", "--format=json"});
    EXPECT_EQ(made.code, 0) << made.output;
    const int64_t sequence = NumberAfter(made.output, "sequence");
    EXPECT_GE(sequence, before) << made.output;
    return sequence;
  }

  Finished Restore(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {BuiltProgram("disclosured"), "restore",
                                 "--from=" + backups_, "--data-dir=" + data_});
    return RunProgram(flags, absl::Seconds(60));
  }

  // Of a process that has been ended.
  void LoseFolder() {
    client_.reset();
    std::filesystem::remove_all(data_ + "/ingest");
  }

  // Waits until aggregate and query have left the old log.
  void ExpectResynced() {
    ASSERT_TRUE(Eventually([&] {
      auto status =
          Call(client_->query(), &v1::QueryService::Stub::GetStatus, {});
      return status.ok() && status->ready() && !status->logs().empty() &&
             status->logs(0).parent_id() == old_log_;
    })) << daemons_.query().LastWords()
        << daemons_.aggregate().LastWords();
  }

  // The log is that of before up to its end, and has an id of its own.
  v1::LogPosition ExpectRestoredLog(
      const std::vector<v1::LoggedChange>& before) {
    auto changes = client_->ReadLog();
    EXPECT_TRUE(changes.ok()) << Describe(changes.status());
    if (!changes.ok()) return {};
    EXPECT_LE(changes->size(), before.size());
    for (size_t i = 0; i < std::min(changes->size(), before.size()); ++i) {
      EXPECT_EQ((*changes)[i].SerializeAsString(),
                before[i].SerializeAsString())
          << "change " << i + 1;
    }
    v1::RollupServiceGetStatusResponse status;
    EXPECT_TRUE(Eventually([&] {
      auto answer =
          Call(client_->rollup(), &v1::RollupService::Stub::GetStatus, {});
      if (answer.ok()) status = *answer;
      return status.ready() && status.log().parent_id() == old_log_;
    })) << daemons_.aggregate().LastWords();
    EXPECT_NE(status.log().id(), old_log_);
    EXPECT_EQ(status.log().fork_sequence(),
              static_cast<int64_t>(changes->size()));
    v1::LogPosition head;
    head.set_log(status.log().id());
    head.set_sequence(static_cast<int64_t>(changes->size()));
    return head;
  }

  void ExpectRightTotals(const v1::LogPosition& head) {
    const Model model = ModelAt(head.sequence());
    for (int year = kFirstYear; year <= kLastYear; ++year) {
      ExpectAnswers(*client_, model, year, model.Lines(year), head);
    }
    ExpectVerified(*client_);
    const Finished verified = RunClient({"verify"});
    EXPECT_EQ(verified.code, 0) << verified.output;
  }

  void ExpectOldPositionsAreRefused() {
    v1::GetTotalsRequest request;
    request.set_region(world_.regions(0).code());
    request.set_year(kLastYear);
    request.mutable_min_position()->set_log(old_log_);
    request.mutable_min_position()->set_sequence(1);
    auto totals =
        Call(client_->query(), &v1::QueryService::Stub::GetTotals, request);
    EXPECT_EQ(Reason(totals.status()), "LOG_UNKNOWN");
    EXPECT_TRUE(absl::IsFailedPrecondition(totals.status()));

    grpc::ClientContext context;
    v1::FollowRequest follow;
    follow.set_log(old_log_);
    follow.set_from_sequence(1);
    auto reader = client_->feed().Follow(&context, follow);
    v1::FollowResponse response;
    EXPECT_FALSE(reader->Read(&response));
    EXPECT_EQ(Reason(server::FromGrpcStatus(reader->Finish())), "LOG_UNKNOWN");
  }

  // A request that the backup holds has its answer; the first one after it is
  // filed anew.
  void ExpectRequestsAreRemembered(const v1::LogPosition& head) {
    const auto repeat = [&](const Step& step) {
      return Call(client_->ingest(), &v1::IngestService::Stub::SubmitReport,
                  step.submitted);
    };
    absl::MutexLock lock(&mutex_);
    const Step* lost = nullptr;
    const Step* kept = nullptr;
    for (const Step& step : steps_) {
      if (step.receipt.position().sequence() > head.sequence()) {
        lost = &step;
        break;
      }
      if (step.submitted.has_submission() && !step.receipt.unchanged()) {
        kept = &step;
      }
    }
    ASSERT_NE(kept, nullptr);
    ASSERT_NE(lost, nullptr);
    auto answer = repeat(*kept);
    ASSERT_TRUE(answer.ok()) << Describe(answer.status());
    EXPECT_EQ(answer->receipt().position().sequence(),
              kept->receipt.position().sequence());
    EXPECT_EQ(answer->receipt().position().log(), head.log());
    answer = repeat(*lost);
    ASSERT_TRUE(answer.ok()) << Describe(answer.status());
    EXPECT_EQ(answer->receipt().position().sequence(), head.sequence() + 1);
  }

  // What came after the fork is no more; what comes now is of another log.
  void GoOnFrom(const v1::LogPosition& head) {
    model_ = ModelAt(head.sequence());
    old_log_ = head.log();
    absl::MutexLock lock(&mutex_);
    std::erase_if(steps_, [&](const Step& step) {
      return step.receipt.position().sequence() > head.sequence();
    });
  }

  void Start(int number) { ASSERT_TRUE(daemons_[number].Start()) << number; }

  void Connect() {
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(daemons_[i].WaitReady());
    client_ = std::make_unique<Client>(daemons_.MakeClient());
  }

  const uint64_t seed_;
  Random random_;
  TemporaryFolder folder_;
  const std::string data_;
  const std::string backups_;
  ThreeDaemons daemons_;
  std::unique_ptr<Client> client_;
  v1::RegistryRows world_;
  std::string old_log_;
  Model model_;
  absl::Mutex mutex_;
  std::vector<Step> steps_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(BackupTest, LostFolderComesBackAndTheOthersFindTheirWay) {
  ApplyWorld();
  File(40);
  // The first backup is made while a writer files.
  absl::Notification stop;
  std::thread writer([&] {
    while (!stop.HasBeenNotified() && !HasFailure()) FileOne();
  });
  const int64_t first = BackUp();
  stop.Notify();
  writer.join();
  File(30);
  const int64_t second = BackUp();
  EXPECT_EQ(second, acknowledged());
  // These are lost.
  SubmitOne();
  File(30);
  auto before = client_->ReadLog();
  ASSERT_TRUE(before.ok()) << Describe(before.status());
  const Finished list = RunClient({"backup", "--list", "--format=csv"});
  EXPECT_NE(list.output.find(absl::StrCat("main:", first)), std::string::npos)
      << list.output;

  // The newest, under aggregate and query that go on.
  daemons_.ingest().Kill();
  LoseFolder();
  const Finished newest = Restore({});
  ASSERT_EQ(newest.code, 0) << newest.output;
  EXPECT_NE(newest.output.find(absl::StrCat("fork main:", second)),
            std::string::npos)
      << newest.output;
  Start(0);
  Connect();
  v1::LogPosition head = ExpectRestoredLog(*before);
  EXPECT_EQ(head.sequence(), second);
  ExpectResynced();
  ExpectRightTotals(head);
  ExpectOldPositionsAreRefused();
  ExpectRequestsAreRemembered(head);

  // An older one by its number; aggregate starts on what it kept of a log that
  // is no more.
  client_.reset();
  for (int i = 2; i >= 0; --i) daemons_[i].Stop();
  LoseFolder();
  const Finished named = Restore({"--backup=1"});
  ASSERT_EQ(named.code, 0) << named.output;
  for (int i = 0; i < 3; ++i) Start(i);
  Connect();
  head = ExpectRestoredLog(*before);
  EXPECT_GE(head.sequence(), first);
  EXPECT_LE(head.sequence(), second);
  ExpectResynced();
  ExpectRightTotals(head);

  // The restored log is backed up to the same folder.
  EXPECT_EQ(RunClient({"backup", "--keep=1"}).code, 0);
  client_.reset();
  for (int i = 2; i >= 0; --i) daemons_[i].Stop();
  const Finished fsck =
      RunProgram({BuiltProgram("disclosured"), "fsck", "--data-dir=" + data_});
  EXPECT_EQ(fsck.code, 0) << fsck.output;
  std::filesystem::remove_all(data_);
  EXPECT_EQ(Restore({}).code, 0);
}

// Again and again: backed up while a writer files, lost, restored, filed on.
TEST_F(BackupTest, ManyLossesTakeNothingThatABackupHolds) {
  ApplyWorld();
  const int rounds = RunLong() ? 40 : 2;
  int64_t forked_at = 0;
  int64_t acknowledged_all = 0;
  int64_t lost = 0;
  int64_t invented = 0;
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    File(10);
    absl::Notification stop;
    std::thread writer([&] {
      while (!stop.HasBeenNotified() && !HasFailure()) FileOne();
    });
    const int64_t held = BackUp();
    stop.Notify();
    writer.join();
    File(5);
    acknowledged_all += acknowledged() - forked_at;
    auto before = client_->ReadLog();
    ASSERT_TRUE(before.ok()) << Describe(before.status());
    daemons_.ingest().Kill();
    LoseFolder();
    const Finished restored = Restore({});
    ASSERT_EQ(restored.code, 0) << restored.output;
    Start(0);
    Connect();
    const v1::LogPosition head = ExpectRestoredLog(*before);
    lost += std::max<int64_t>(0, held - head.sequence());
    invented += std::max<int64_t>(
        0, head.sequence() - static_cast<int64_t>(before->size()));
    ExpectResynced();
    ExpectRightTotals(head);
    ExpectOldPositionsAreRefused();
    GoOnFrom(head);
    forked_at = head.sequence();
  }
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(invented, 0);
  std::cout << "RESULT name=backup runs=" << rounds << " faults=" << rounds
            << " acknowledged=" << acknowledged_all << " lost=" << lost
            << " invented=" << invented << " seed=" << seed_ << std::endl;
}

TEST_F(BackupTest, RestoreRefusesWhatItWouldOverwriteOrNotFind) {
  ApplyWorld();
  BackUp();
  const Finished busy = Restore({});
  EXPECT_EQ(busy.code, 2) << busy.output;
  EXPECT_NE(busy.output.find("in use"), std::string::npos) << busy.output;
  client_.reset();
  daemons_.ingest().Stop();
  const Finished full = Restore({});
  EXPECT_EQ(full.code, 2) << full.output;
  EXPECT_NE(full.output.find("not empty"), std::string::npos) << full.output;
  LoseFolder();
  EXPECT_EQ(Restore({"--backup=7"}).code, 2);
  EXPECT_EQ(Restore({"--log-name=a b"}).code, 2);
  const Finished list = Restore({"--list"});
  EXPECT_EQ(list.code, 0);
  EXPECT_NE(list.output.find("1 backups"), std::string::npos) << list.output;
  EXPECT_EQ(Restore({"--log-name=again"}).code, 0);
  ASSERT_TRUE(daemons_.ingest().StartReady());
  EXPECT_NE(daemons_.ingest().LastWords().find("log again"), std::string::npos);
}

TEST_F(BackupTest, HalfARestoreIsNotServed) {
  ApplyWorld();
  BackUp();
  File(5);
  BackUp();
  daemons_.ingest().Kill();
  LoseFolder();
  // A file that the newest backup alone has.
  std::string damaged;
  for (const auto& entry :
       std::filesystem::directory_iterator(backups_ + "/private/2")) {
    if (entry.path().filename().string().starts_with("MANIFEST")) {
      damaged = entry.path();
    }
  }
  ASSERT_FALSE(damaged.empty());
  std::ifstream in(damaged, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  bytes[bytes.size() / 2] ^= 1;
  std::ofstream(damaged, std::ios::binary) << bytes;

  const Finished refused = Restore({});
  EXPECT_EQ(refused.code, 3) << refused.output;
  EXPECT_NE(refused.output.find(damaged), std::string::npos) << refused.output;
  EXPECT_NE(refused.output.find("--backup=ID"), std::string::npos);
  for (const char* flag : {"--check-config", "--log-level=info"}) {
    const Finished start = RunProgram(
        {BuiltProgram("disclosured"), "--target=ingest", "--data-dir=" + data_,
         "--listen=127.0.0.1:0", "--admin-listen=none", flag},
        absl::Seconds(20));
    EXPECT_EQ(start.code, 3) << start.output;
    EXPECT_NE(start.output.find("restore again"), std::string::npos)
        << start.output;
  }
  EXPECT_EQ(Restore({"--backup=1"}).code, 0);
  ASSERT_TRUE(daemons_.ingest().StartReady());
}

TEST(BackupFlagsTest, BackupsDoNotLieInTheData) {
  TemporaryFolder folder;
  const std::string data = "--data-dir=" + folder.path() + "/data";
  for (const char* place : {"/data", "/data/backups", "/", "/data/../data/x"}) {
    const Finished refused =
        RunProgram({BuiltProgram("disclosured"), "--check-config", data,
                    "--backup-dir=" + folder.path() + place});
    EXPECT_EQ(refused.code, 2) << place << refused.output;
    EXPECT_NE(refused.output.find("another disk"), std::string::npos)
        << refused.output;
  }
  const Finished good =
      RunProgram({BuiltProgram("disclosured"), "--check-config", data,
                  "--backup-dir=" + folder.path() + "/data-backups"});
  EXPECT_EQ(good.code, 0) << good.output;
  const Finished missing =
      RunProgram({BuiltProgram("disclosured"), "--check-config", data,
                  "--backup-dir=" + folder.path() + "/not/mounted"});
  EXPECT_EQ(missing.code, 3) << missing.output;
  EXPECT_NE(missing.output.find("mounted"), std::string::npos);
  EXPECT_EQ(RunProgram({BuiltProgram("disclosured"), "restore",
                        "--from=" + folder.path()})
                .code,
            2);
}

}  // namespace
}  // namespace disclosure::testing
