// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Flips bits of the files of a folder, one at a time. Either it is refused,
// naming the file, or everything is read as it was filed, or a read fails and
// the store takes nothing more: never is anything read that is wrong.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "services/ingest/chain.h"
#include "services/ingest/test_store.h"

namespace disclosure::ingest {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr int kReports = 5;

ReportKey KeyOf(int number) {
  return {absl::StrCat("o", number), 2020, v1::SCOPE_OWN};
}

// What an opened folder showed.
struct Shown {
  int right = 0;
  int missing = 0;
  // The first read that failed.
  absl::Status failed;
  int64_t tail = 0;
};

class DamageTest : public TestStore {
 protected:
  // The registry and a report of each of five offices: `killed_` as if the
  // process had been killed then, `closed_` after it was closed.
  void SetUp() override {
    Open();
    ASSERT_EQ(Do(Apply(SmallRegistry())), "registry 1 at 1");
    for (int i = 1; i <= kReports; ++i) {
      Do(Submit(*committer_->state().registry, MakeReport(KeyOf(i).office, i)));
    }
    fs::copy(closed_, killed_);
    Close();
  }

  // The damage is done on purpose.
  void TearDown() override { Close(); }

  static std::vector<std::string> FilesOf(const std::string& folder,
                                          const std::string& kind) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename();
      if (absl::StrContains(name, kind) && entry.file_size() > 0) {
        names.push_back(name);
      }
    }
    EXPECT_FALSE(names.empty()) << kind;
    return names;
  }

  // A copy of the folder with one bit of a file flipped.
  void CopyDamaged(const std::string& folder, const std::string& name,
                   size_t at) {
    fs::remove_all(damaged_);
    fs::copy(folder, damaged_);
    std::fstream file(damaged_ + "/" + name,
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ 0x10));
    ASSERT_TRUE(file.flush().good());
  }

  // Calls `judge` with what each of about 40 flipped bits of a file leads to:
  // the error of opening the folder, or what it showed.
  template <typename Judge>
  void ForEachFlip(const std::string& folder, const std::string& name,
                   Judge judge) {
    const auto size = static_cast<size_t>(fs::file_size(folder + "/" + name));
    for (size_t at = 0; at < size; at += std::max<size_t>(1, size / 40)) {
      SCOPED_TRACE(absl::StrCat(name, " byte ", at, " of ", size));
      CopyDamaged(folder, name, at);
      lines_.clear();
      EmbeddedStore::Options options;
      options.database.path = damaged_;
      options.database.log = [this](const std::string& line) {
        lines_.push_back(line);
      };
      EmbeddedStore store(std::move(options));
      auto log = store.Begin();
      if (log.ok()) {
        const Shown shown = Read(store, log->tail.sequence);
        store.Close().IgnoreError();
        judge(absl::OkStatus(), shown);
      } else {
        judge(log.status(), Shown());
      }
    }
  }

  Shown Read(EmbeddedStore& store, int64_t tail) {
    Shown shown{.tail = tail};
    for (int i = 1; i <= kReports; ++i) {
      auto revision = store.GetRevision(KeyOf(i), 1, true);
      if (!revision.ok()) {
        shown.failed.Update(revision.status());
        EXPECT_TRUE(absl::IsDataLoss(store.health())) << store.health();
      } else if (!revision->has_value()) {
        ++shown.missing;
      } else {
        ExpectRight(**revision, i);
        ++shown.right;
      }
    }
    return shown;
  }

  static void ExpectRight(const StoredRevision& revision, int number) {
    auto report =
        JoinReport(revision.change.figures_part, revision.narrative_part);
    ASSERT_TRUE(report.has_value());
    v1::AnnualReport filed = MakeReport(KeyOf(number).office, number);
    EXPECT_TRUE(report->SerializeAsString() == filed.SerializeAsString());
  }

  void ExpectNamed(const absl::Status& status, const std::string& name) const {
    EXPECT_EQ(Reason(status), "DATA_DAMAGED");
    EXPECT_TRUE(absl::IsDataLoss(status));
    const base::ErrorDetails details = base::GetErrorDetails(status);
    const auto file = details.metadata.find("file");
    ASSERT_NE(file, details.metadata.end()) << status.message();
    EXPECT_THAT(file->second, EndsWith(name));
    EXPECT_THAT(std::string(status.message()), HasSubstr(name));
    EXPECT_THAT(std::string(status.message()), HasSubstr("restore"));
  }

  const std::string closed_ = folder_.path() + "/data";
  const std::string killed_ = folder_.path() + "/killed";
  const std::string damaged_ = folder_.path() + "/damaged";
  std::vector<std::string> lines_;
};

// A bit of the length of the last record makes it look torn. It is dropped, and
// that is told.
TEST_F(DamageTest, LogFileIsRefusedOrItsEndIsDropped) {
  for (const std::string& name : FilesOf(killed_, ".log")) {
    int refused = 0;
    ForEachFlip(killed_, name, [&](const absl::Status& status, Shown shown) {
      if (!status.ok()) {
        ++refused;
        return ExpectNamed(status, name);
      }
      EXPECT_EQ(shown.right, kReports - 1);
      EXPECT_EQ(shown.tail, kReports) << "only the last change is gone";
      EXPECT_THAT(lines_, ::testing::Contains(HasSubstr("dropped ")));
    });
    EXPECT_GT(refused, 30);
  }
}

TEST_F(DamageTest, ManifestIsRefused) {
  for (const std::string& folder : {killed_, closed_}) {
    for (const std::string& name : FilesOf(folder, "MANIFEST")) {
      ForEachFlip(folder, name, [&](const absl::Status& status, Shown) {
        ASSERT_FALSE(status.ok());
        ExpectNamed(status, name);
      });
    }
  }
}

TEST_F(DamageTest, CurrentIsRefused) {
  ForEachFlip(closed_, "CURRENT", [&](const absl::Status& status, Shown) {
    ExpectNamed(status, "CURRENT");
  });
}

TEST_F(DamageTest, TableIsRefusedOrItsBlockCannotBeRead) {
  int refused = 0;
  int failed = 0;
  for (const std::string& name : FilesOf(closed_, ".sst")) {
    ForEachFlip(closed_, name, [&](const absl::Status& status, Shown shown) {
      if (!status.ok()) {
        ++refused;
        EXPECT_EQ(Reason(status), "DATA_DAMAGED") << status;
        return;
      }
      EXPECT_EQ(shown.missing, 0);
      EXPECT_EQ(shown.tail, kReports + 1);
      if (shown.failed.ok()) return;
      ++failed;
      ExpectNamed(shown.failed, name);
    });
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(failed, 0);
}

// A program of the same format made all families before the log.
TEST_F(DamageTest, LostFamilyIsRefused) {
  EmbeddedStore::Options options;
  options.database.path = damaged_;
  std::vector<std::string> names = FamilyNames();
  names.pop_back();
  {
    auto from =
        storage::Database::Open({.path = closed_, .families = FamilyNames()});
    auto to = storage::Database::Open({.path = damaged_, .families = names});
    ASSERT_TRUE(from.ok() && to.ok());
    storage::WriteBatch batch(**to);
    batch.Put(kMetaFamily, kLogKey, **(*from)->Get(kMetaFamily, kLogKey));
    ASSERT_TRUE((*to)->Write(batch, storage::Durability::kSynced).ok());
  }
  EmbeddedStore store(std::move(options));
  EXPECT_THAT(std::string(store.Begin().status().message()),
              HasSubstr("it has lost contact"));
}

// One that was opened anew would be ready until the next read.
TEST_F(DamageTest, CommitterOfADamagedStoreStaysNotReady) {
  // So many that the tail, which is read at the start, is in another block.
  Open();
  for (int revision = 1; revision <= 60; ++revision) {
    v1::AnnualReport report = MakeReport("o1", 100 + revision);
    report.set_revision(revision);
    Do(Submit(*committer_->state().registry, std::move(report)));
  }
  Close();
  std::string damaged_table;
  for (const std::string& name : FilesOf(closed_, ".sst")) {
    // The first block of the table that holds the changes.
    CopyDamaged(closed_, name, 20);
    EmbeddedStore store({.database = {.path = damaged_}});
    if (!store.Begin().ok()) continue;
    if (!store.ReadChanges(2, 2, 1, 1000, [](const ChangeValue&) {}).ok()) {
      damaged_table = name;
    }
  }
  ASSERT_NE(damaged_table, "");
  CopyDamaged(closed_, damaged_table, 20);
  store_options_.database.path = damaged_;
  store_ = std::make_unique<EmbeddedStore>(store_options_);
  auto committer = Committer::Start(*store_, committer_options_);
  ASSERT_TRUE(committer.ok()) << committer.status();
  committer_ = *std::move(committer);
  auto read = store_->ReadChanges(2, 2, 1, 1000, [](const ChangeValue&) {});
  ExpectNamed(read.status(), damaged_table);
  EXPECT_TRUE(absl::IsDataLoss(committer_->readiness()));
  EXPECT_THAT(Do(Submit(*committer_->state().registry, MakeReport("o6"))),
              ::testing::AnyOf("STORE_UNAVAILABLE", "OUTCOME_UNKNOWN"));
  EXPECT_TRUE(absl::IsDataLoss(committer_->readiness()));
}

}  // namespace
}  // namespace disclosure::ingest
