// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Data folders and calls of earlier versions (testdata/compat): this program
// opens the folders, whether the version that left them was stopped or killed,
// answers the calls as that version did, and finds nothing wrong. What is from
// a later version it leaves alone, or makes anew if it was derived.
//
// DISCLOSURE_COMPAT_RECORD=testdata/compat/<version> adds the version under
// test: see docs/internals.md.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "services/aggregate/checkpoint_record.h"
#include "services/ingest/keys.h"
#include "services/ingest/records.pb.h"
#include "storage/database.h"
#include "tests/compat/version.h"
#include "tests/system/compare.h"
#include "tests/system/daemon.h"
#include "tests/system/process.h"

namespace disclosure::testing {
namespace {

std::vector<std::string> KeptVersions() {
  std::vector<std::string> folders;
  for (const auto& entry :
       std::filesystem::directory_iterator(TestData("compat"))) {
    if (entry.is_directory()) folders.push_back(entry.path().string());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

void Copy(const std::string& from, const std::string& to) {
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

// Sends the calls again and expects what was captured. How many there were.
size_t ExpectAnswered(const Daemon& daemon, const std::string& version) {
  const std::vector<Capture> captures = ReadCaptures(version + "/calls");
  const auto channel = Client(daemon.address()).ingest_channel();
  for (const Capture& captured : captures) {
    Capture now = captured;
    Send(channel, &now);
    for (const std::string& loss : FindLosses(captured, now)) {
      ADD_FAILURE() << captured.method << ", " << captured.what << ": " << loss;
    }
  }
  return captures.size();
}

void ExpectWhole(const std::string& data) {
  const Finished fsck =
      RunProgram({BuiltProgram("disclosured"), "fsck", "--data-dir=" + data});
  EXPECT_EQ(fsck.code, 0) << fsck.output;
}

void ExpectTaken(const std::string& version, const std::string& state) {
  SCOPED_TRACE(version + "/" + state);
  const TemporaryFolder folder;
  const std::string data = folder.path() + "/data";
  Copy(version + "/" + state, data);
  Daemon daemon({"--data-dir=" + data});
  ASSERT_TRUE(daemon.StartReady());
  EXPECT_GT(ExpectAnswered(daemon, version), 30u);
  Client client(daemon.address());
  ExpectVerified(client);
  daemon.Stop();
  ExpectWhole(data);
}

TEST(CompatTest, EveryKeptVersionIsOpenedAndAnswered) {
  const std::vector<std::string> versions = KeptVersions();
  ASSERT_FALSE(versions.empty());
  for (const std::string& version : versions) {
    ExpectTaken(version, "closed");
    ExpectTaken(version, "killed");
  }
}

TEST(CompatTest, WhatIsRecordedTodayIsAnsweredAlike) {
  const TemporaryFolder folder;
  const char* wanted = std::getenv("DISCLOSURE_COMPAT_RECORD");
  const std::string version =
      wanted == nullptr ? folder.path() + "/today" : wanted;
  RecordVersion(version);
  ExpectTaken(version, "closed");
  ExpectTaken(version, "killed");
}

TEST(CompatTest, WhatIsNotAnsweredAlikeIsFound) {
  Capture captured = MakeQuestions().front();
  captured.outcome = "OK";
  v1::GetReportResponse answer;
  answer.mutable_report()->set_office("419001004-01");
  answer.set_current_revision(5);
  captured.answers = {answer.SerializeAsString()};
  Capture now = captured;
  EXPECT_TRUE(FindLosses(captured, now).empty());
  // More is said.
  answer.mutable_info()->set_revision(5);
  now.answers = {answer.SerializeAsString()};
  EXPECT_TRUE(FindLosses(captured, now).empty());
  EXPECT_EQ(FindLosses(now, captured).size(), 1u);
  answer.set_current_revision(6);
  now.answers = {answer.SerializeAsString()};
  EXPECT_EQ(FindLosses(captured, now).size(), 1u);
  now.outcome = "REPORT_NOT_FOUND";
  EXPECT_EQ(FindLosses(captured, now).size(), 1u);
  // A field that the protos have lost.
  captured.answers[0] += "\xf8\x3f\x01";
  EXPECT_EQ(FindLosses(captured, captured).size(), 1u);
}

// A copy of the newest kept version, as a later version might leave it.
class NewerVersionTest : public ::testing::Test {
 protected:
  NewerVersionTest() { Copy(version_ + "/closed", data_); }

  std::unique_ptr<storage::Database> Open(const std::string& service,
                                          std::vector<std::string> families) {
    auto database = storage::Database::Open(
        {.path = data_ + "/" + service, .families = std::move(families)});
    EXPECT_TRUE(database.ok()) << database.status();
    return database.ok() ? *std::move(database) : nullptr;
  }

  void Put(storage::Database& database, int family, std::string_view key,
           std::string_view value) {
    storage::WriteBatch batch(database);
    batch.Put(family, key, value);
    EXPECT_TRUE(database.Write(batch, storage::Durability::kSynced).ok());
  }

  // The program ends and says all of this.
  void ExpectRefused(const std::vector<std::string>& texts) {
    const Finished finished =
        RunProgram({BuiltProgram("disclosured"), "--data-dir=" + data_,
                    "--listen=127.0.0.1:0", "--admin-listen=none"});
    EXPECT_EQ(finished.code, 3) << finished.output;
    for (const std::string& text : texts) {
      EXPECT_NE(finished.output.find(text), std::string::npos)
          << text << " is not in\n"
          << finished.output;
    }
  }

  // The program makes its checkpoint anew and answers as ever.
  void ExpectRebuilt() {
    Daemon daemon({"--data-dir=" + data_});
    ASSERT_TRUE(daemon.StartReady());
    EXPECT_NE(daemon.process().output().find("the checkpoint cannot be used"),
              std::string::npos)
        << daemon.process().output();
    ExpectAnswered(daemon, version_);
    daemon.Stop();
    ExpectWhole(data_);
  }

  const std::string version_ = KeptVersions().back();
  const TemporaryFolder folder_;
  const std::string data_ = folder_.path() + "/data";
  const std::vector<std::string> checkpoint_ = {"meta", "registry", "report",
                                                "row"};
};

TEST_F(NewerVersionTest, LogOfALaterFormatIsRefusedAndNotTouched) {
  auto database = Open("ingest", ingest::FamilyNames());
  auto bytes = database->Get(ingest::kMetaFamily, ingest::kLogKey);
  ASSERT_TRUE(bytes.ok() && bytes->has_value());
  ingest::LogRecord record;
  ASSERT_TRUE(record.ParseFromString(**bytes));
  const int format = record.format();
  record.set_format(format + 1);
  Put(*database, ingest::kMetaFamily, ingest::kLogKey,
      record.SerializeAsString());
  database.reset();
  ExpectRefused({data_, std::to_string(format + 1), std::to_string(format),
                 "Run the version that made it", "请使用写入它的版本"});
  // Back in the hands of the version that made it.
  database = Open("ingest", ingest::FamilyNames());
  record.set_format(format);
  Put(*database, ingest::kMetaFamily, ingest::kLogKey,
      record.SerializeAsString());
  database.reset();
  Daemon daemon({"--data-dir=" + data_});
  ASSERT_TRUE(daemon.StartReady());
  ExpectAnswered(daemon, version_);
  daemon.Stop();
  ExpectWhole(data_);
}

TEST_F(NewerVersionTest, LogWithMoreThanIsKnownIsRefused) {
  std::vector<std::string> families = ingest::FamilyNames();
  families.push_back("later");
  Open("ingest", families);
  ExpectRefused({data_, "later", "Nothing in it was changed", "没有改动",
                 "Run that version", "请使用写入它的版本"});
}

TEST_F(NewerVersionTest, CheckpointOfALaterFormatIsMadeAnew) {
  auto database = Open("aggregate", checkpoint_);
  Put(*database, aggregate::kMetaFamily, aggregate::kFormatKey, "later");
  database.reset();
  ExpectRebuilt();
}

TEST_F(NewerVersionTest, CheckpointWithMoreThanIsKnownIsMadeAnew) {
  std::vector<std::string> families = checkpoint_;
  families.push_back("later");
  Open("aggregate", families);
  ExpectRebuilt();
}

}  // namespace
}  // namespace disclosure::testing
