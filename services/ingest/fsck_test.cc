// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A sound folder is damaged in one place of each family; every damage must be
// found, and named.

#include "services/ingest/fsck.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/ingest/embedded_store.h"
#include "services/ingest/keys.h"
#include "services/ingest/records.pb.h"
#include "services/ingest/test_store.h"
#include "services/ingest/test_support.h"
#include "storage/database.h"

namespace disclosure::ingest {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class FsckTest : public TestStore {
 protected:
  // Registry, o1 revision 1 (with a request id) and 2, o2 withdrawn.
  void SetUp() override {
    Open();
    v1::RegistryRows rows = SmallRegistry();
    rows.mutable_offices(0)->set_contact("somebody");
    Do(ingest::Apply(rows, "registry"));
    Do(Submit(Registry(), MakeReport("o1"), "id"));
    v1::AnnualReport amended = MakeReport("o1", 2);
    amended.set_revision(1);
    Do(Submit(Registry(), amended));
    Do(Submit(Registry(), MakeReport("o2")));
    Close();
  }

  // The damage is done on purpose.
  void TearDown() override { Close(); }

  const registry::Registry& Registry() {
    registry_ = committer_->state().registry;
    return *registry_;
  }

  // Changes the folder by hand, and examines it.
  std::vector<std::string> Damage(
      const std::function<void(storage::Database&, storage::WriteBatch&)>&
          change) {
    {
      auto database = storage::Database::Open(
          {.path = store_options_.database.path, .families = FamilyNames()});
      EXPECT_TRUE(database.ok()) << database.status();
      storage::WriteBatch batch(**database);
      change(**database, batch);
      EXPECT_TRUE((*database)->Write(batch, storage::Durability::kSynced).ok());
    }
    auto report = Fsck(store_options_.database.path);
    EXPECT_TRUE(report.ok()) << report.status();
    return report->problems;
  }

  std::shared_ptr<const registry::Registry> registry_;
  const ReportKey o1_{"o1", 2020, v1::SCOPE_OWN};
};

TEST_F(FsckTest, SoundFolderIsDescribed) {
  auto report = Fsck(store_options_.database.path);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->problems, ::testing::IsEmpty());
  EXPECT_EQ(report->changes, 4);
  EXPECT_EQ(report->reports, 2);
  EXPECT_EQ(report->log.name(), "main");
  EXPECT_EQ(report->tail_hash.size(), 32u);
}

TEST_F(FsckTest, MissingFolderIsAnError) {
  EXPECT_EQ(Reason(Fsck(folder_.path() + "/none").status()), "DATA_DIR_EMPTY");
}

TEST_F(FsckTest, LaterFormatIsNotJudged) {
  {
    auto database = storage::Database::Open(
        {.path = store_options_.database.path, .families = FamilyNames()});
    ASSERT_TRUE(database.ok()) << database.status();
    LogRecord record;
    record.ParseFromString((*database)->Get(kMetaFamily, kLogKey)->value());
    record.set_format(record.format() + 1);
    storage::WriteBatch batch(**database);
    batch.Put(kMetaFamily, kLogKey, record.SerializeAsString());
    ASSERT_TRUE((*database)->Write(batch, storage::Durability::kSynced).ok());
  }
  EXPECT_EQ(Reason(Fsck(store_options_.database.path).status()),
            "DATA_DIR_TOO_NEW");
}

TEST_F(FsckTest, MissingChange) {
  EXPECT_THAT(Damage([](auto&, auto& batch) {
                batch.Delete(kChangeFamily, SequenceKey(2));
              }),
              Contains("change 3: follows 1"));
}

TEST_F(FsckTest, ChangedFigures) {
  EXPECT_THAT(Damage([](auto& database, auto& batch) {
                std::string value =
                    database.Get(kChangeFamily, SequenceKey(3))->value();
                value.back() ^= 1;
                batch.Put(kChangeFamily, SequenceKey(3), value);
              }),
              Contains("change 3: its content does not have its digest"));
}

TEST_F(FsckTest, ChangedChange) {
  EXPECT_THAT(Damage([](auto& database, auto& batch) {
                std::string bytes =
                    database.Get(kChangeFamily, SequenceKey(3))->value();
                ChangeValue value = *ParseChangeValue(bytes);
                v1::Change change;
                change.ParseFromString(std::string(value.change));
                change.mutable_report()->set_note("forged");
                std::string forged = change.SerializeAsString();
                value.change = forged;
                batch.Put(kChangeFamily, SequenceKey(3),
                          EncodeChangeValue(value));
              }),
              Contains("change 3: its hash does not follow the one before"));
}

TEST_F(FsckTest, ChangedNarrative) {
  EXPECT_THAT(Damage([](auto&, auto& batch) {
                batch.Delete(kNarrativeFamily, SequenceKey(4));
              }),
              Contains("change 4: its content does not have its digest"));
  EXPECT_THAT(Damage([](auto&, auto& batch) {
                batch.Put(kNarrativeFamily, SequenceKey(1), "x");
              }),
              Contains("narrative 1: no revision of a report was made there"));
}

TEST_F(FsckTest, WrongHead) {
  EXPECT_THAT(
      Damage([this](auto& database, auto& batch) {
        HeadRecord head;
        head.ParseFromString(database.Get(kHeadFamily, HeadKey(o1_))->value());
        head.set_revision(1);
        batch.Put(kHeadFamily, HeadKey(o1_), head.SerializeAsString());
      }),
      Contains(HasSubstr("head o1/2020/SCOPE_OWN: is not its newest")));
}

TEST_F(FsckTest, MissingHeadAndRevision) {
  EXPECT_THAT(Damage([this](auto&, auto& batch) {
                batch.Delete(kHeadFamily, HeadKey(o1_));
                batch.Delete(kRevisionFamily, RevisionKey(o1_, 1));
              }),
              ::testing::ElementsAre("revision: 2 entries, but the log made 3",
                                     "head: 1 entries, but the log has 2 "
                                     "reports"));
}

TEST_F(FsckTest, WrongRevision) {
  EXPECT_THAT(Damage([this](auto&, auto& batch) {
                batch.Put(kRevisionFamily, RevisionKey(o1_, 1), SequenceKey(4));
              }),
              Contains(HasSubstr("change 4 did not make it")));
}

TEST_F(FsckTest, WrongRequest) {
  EXPECT_THAT(
      Damage([](auto& database, auto& batch) {
        std::string key = RequestKeyBytes({"o1", "id"});
        RequestRecord record;
        record.ParseFromString(database.Get(kRequestFamily, key)->value());
        record.mutable_receipt()->mutable_position()->set_sequence(9);
        batch.Put(kRequestFamily, key, record.SerializeAsString());
      }),
      Contains(HasSubstr("request o1 id: answers with change 9")));
}

TEST_F(FsckTest, WrongRegistry) {
  EXPECT_THAT(
      Damage([](auto&, auto& batch) {
        batch.Put(kRegistryFamily, OfficeRowKey("o1", 0), "x");
        batch.Delete(kRegistryFamily, OfficeRowKey("o2", 0));
        batch.Put(kContactFamily, ContactKey("nobody", 0), "x");
      }),
      ::testing::ElementsAre("registry: a row is not the one in the log",
                             "registry: 10 rows, but the log has 11",
                             "contact: belongs to no office row"));
}

}  // namespace
}  // namespace disclosure::ingest
