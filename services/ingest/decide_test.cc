// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Groups of mutations against a state in memory; what Decide wants written is
// applied to that state, as a store would, and every answer is compared as
// text.

#include "services/ingest/decide.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "services/ingest/errors.h"
#include "services/ingest/test_support.h"

namespace disclosure::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DecideTest : public ::testing::Test {
 protected:
  DecideTest() {
    state_.log.set_id(std::string(32, 'a'));
    state_.log.set_name("main");
    state_.tail.hash = FirstHash();
    state_.registry = registry::Registry::Empty();
    EXPECT_THAT(Run({Apply(SmallRegistry())}), ElementsAre("registry 1 at 1"));
  }

  // Decides a group and keeps what it wrote.
  std::vector<std::string> Run(std::vector<Mutation> group) {
    Loaded loaded = stored_;
    for (const auto& [report, head] : stored_.heads) {
      if (head.withdrawn()) continue;
      loaded.filed[report.office].push_back(
          {.year = report.year, .area = report.scope == v1::SCOPE_AREA});
    }
    Decision decision = Decide(state_, loaded, TestJudge(), now_, &group);
    for (auto& [report, head] : decision.records.heads) {
      stored_.heads[report] = head;
    }
    for (auto& [key, answer] : decision.records.answers) {
      stored_.answers[key] = answer;
    }
    for (NewChange& change : decision.records.changes) {
      changes_.push_back(std::move(change));
    }
    state_ = std::move(decision.after);
    answers_ = std::move(decision.answers);
    std::vector<std::string> texts;
    for (const Answer& answer : answers_) texts.push_back(Print(answer));
    return texts;
  }

  std::string RunOne(Mutation mutation) {
    std::vector<Mutation> group;
    group.push_back(std::move(mutation));
    return Run(std::move(group))[0];
  }

  Mutation File(const std::string& office, int variant,
                const std::string& request_id = "") {
    return Submit(*state_.registry, MakeReport(office, variant), request_id);
  }

  Mutation FileOver(const std::string& office, int variant, int expected) {
    v1::AnnualReport report = MakeReport(office, variant);
    report.set_revision(expected);
    return Submit(*state_.registry, std::move(report));
  }

  Mutation FilePublished(v1::AnnualReport report) {
    v1::Submission submission;
    *submission.mutable_report() = std::move(report);
    submission.set_as_published(true);
    return Submit(*state_.registry, std::move(submission), now_);
  }

  Mutation Withdraw(const std::string& office, int expected = 0,
                    const std::string& request_id = "") {
    Mutation mutation;
    mutation.principal = TestPrincipal();
    mutation.request_id = request_id;
    mutation.note = "why";
    Withdrawal withdrawal{.report = {office, 2020, v1::SCOPE_OWN},
                          .expected_revision = {}};
    if (expected != 0) withdrawal.expected_revision = expected;
    mutation.what = withdrawal;
    SealContent(&mutation);
    return mutation;
  }

  v1::Change LastChange() {
    v1::Change change;
    EXPECT_TRUE(change.ParseFromString(changes_.back().change));
    return change;
  }

  absl::Time now_ = InTime();
  LogState state_;
  Loaded stored_;
  std::vector<NewChange> changes_;
  std::vector<Answer> answers_;
};

TEST_F(DecideTest, FirstRevisionThenAmendment) {
  EXPECT_EQ(RunOne(File("o1", 1)), "revision 1 at 2");
  EXPECT_EQ(RunOne(FileOver("o1", 2, 1)), "revision 2 at 3");
  v1::Change change = LastChange();
  EXPECT_EQ(change.sequence(), 3);
  EXPECT_EQ(change.principal().subject(), "tester");
  EXPECT_EQ(change.report().revision(), 2);
  EXPECT_EQ(change.report().previous_revision(), 1);
  EXPECT_EQ(change.report().registry_sequence(), 1);
  EXPECT_EQ(change.report().catalog(), BuiltInCatalog().fingerprint());
  EXPECT_EQ(change.report().editions().requests(), v1::EDITION_2019);
  EXPECT_EQ(answers_[0].receipt.office_name(), "office o1");
}

TEST_F(DecideTest, HashesFormAChain) {
  Run({File("o1", 1), File("o2", 1), Withdraw("o1")});
  ASSERT_EQ(changes_.size(), 4u);
  std::string hash = FirstHash();
  int64_t sequence = 0;
  for (const NewChange& change : changes_) {
    hash = NextHash(hash, change.change);
    EXPECT_EQ(change.hash, hash);
    EXPECT_EQ(change.sequence, ++sequence);
  }
  EXPECT_EQ(state_.tail.hash, hash);
}

TEST_F(DecideTest, LaterMutationsOfAGroupSeeEarlierOnes) {
  EXPECT_THAT(Run({File("o1", 1), File("o1", 1), File("o1", 2),
                   FileOver("o1", 2, 1), Withdraw("o1"), File("o1", 3)}),
              ElementsAre("revision 1 at 2", "revision 1 at 2 unchanged",
                          "REVISION_MISMATCH", "revision 2 at 3",
                          "revision 3 at 4 withdrawn", "revision 4 at 5"));
}

TEST_F(DecideTest, ExpectedRevisionMustBeCurrent) {
  EXPECT_EQ(RunOne(FileOver("o1", 1, 1)), "REVISION_MISMATCH");
  EXPECT_EQ(RunOne(FileOver("o1", 1, 0)), "revision 1 at 2");
  EXPECT_EQ(RunOne(FileOver("o1", 2, 0)), "REVISION_MISMATCH");
  EXPECT_EQ(RunOne(FileOver("o1", 2, 2)), "REVISION_MISMATCH");
  EXPECT_EQ(RunOne(FileOver("o1", 2, 1)), "revision 2 at 3");
  EXPECT_EQ(RunOne(FileOver("o1", 3, 1)), "REVISION_MISMATCH");
  base::ErrorDetails details = base::GetErrorDetails(answers_[0].status);
  EXPECT_EQ(details.metadata["current_revision"], "2");
  EXPECT_THAT(details.zh, HasSubstr("该报告已有第 2 版（2021-01-15 12:00:00 "
                                    "+08:00 tester 的更正），您修改的是第 1"));
}

// A repeated amendment whose first answer was lost changes nothing.
TEST_F(DecideTest, UnchangedContentIsFoundBeforeTheRevisionIsCompared) {
  RunOne(File("o1", 1));
  RunOne(FileOver("o1", 2, 1));
  EXPECT_EQ(RunOne(FileOver("o1", 2, 1)), "revision 2 at 3 unchanged");
  EXPECT_EQ(changes_.size(), 3u);
}

TEST_F(DecideTest, ContentAfterWithdrawalIsANewRevision) {
  RunOne(File("o1", 1));
  RunOne(Withdraw("o1"));
  EXPECT_EQ(RunOne(File("o1", 1)), "revision 3 at 4");
}

TEST_F(DecideTest, WithdrawalHasNoContentAndIsDoneOnce) {
  EXPECT_EQ(RunOne(Withdraw("o1")), "REPORT_NOT_FOUND");
  RunOne(File("o1", 1));
  EXPECT_EQ(RunOne(Withdraw("o1", 2)), "REVISION_MISMATCH");
  EXPECT_EQ(RunOne(Withdraw("o1", 1)), "revision 2 at 3 withdrawn");
  EXPECT_EQ(changes_.back().figures_part, "");
  EXPECT_EQ(LastChange().report().digest(), "");
  EXPECT_EQ(LastChange().report().note(), "why");
  EXPECT_EQ(RunOne(Withdraw("o1")), "revision 2 at 3 unchanged withdrawn");
}

TEST_F(DecideTest, SameRequestGetsTheSameAnswer) {
  EXPECT_EQ(RunOne(File("o1", 1, "id")), "revision 1 at 2");
  RunOne(FileOver("o1", 2, 1));
  EXPECT_EQ(RunOne(File("o1", 1, "id")), "revision 1 at 2 replayed");
  EXPECT_EQ(RunOne(File("o1", 2, "id")), "REQUEST_ID_REUSED");
  EXPECT_EQ(RunOne(Withdraw("o1", 0, "id")), "REQUEST_ID_REUSED");
  EXPECT_EQ(RunOne(File("o2", 1, "id")), "revision 1 at 4");
  EXPECT_EQ(answers_[0].receipt.log().name(), "main");
}

TEST_F(DecideTest, SameRequestWithinAGroup) {
  EXPECT_THAT(
      Run({File("o1", 1, "id"), File("o1", 1, "id"), File("o1", 2, "id")}),
      ElementsAre("revision 1 at 2", "revision 1 at 2 replayed",
                  "REQUEST_ID_REUSED"));
}

TEST_F(DecideTest, UnchangedAnswerIsRemembered) {
  RunOne(File("o1", 1));
  EXPECT_EQ(RunOne(File("o1", 1, "id")), "revision 1 at 2 unchanged");
  RunOne(FileOver("o1", 2, 1));
  EXPECT_EQ(RunOne(File("o1", 1, "id")), "revision 1 at 2 unchanged replayed");
}

TEST_F(DecideTest, RefusedRequestGetsTheAnswerItHadBefore) {
  EXPECT_EQ(RunOne(File("o1", 1, "id")), "revision 1 at 2");
  Mutation again = File("o1", 1, "id");
  again.refusal = OfficeUnknown(*MakeRegistry(SmallRegistry()), "office", "o1",
                                2020, /*name_similar=*/false);
  Mutation other = again;
  other.request_id = "another";
  EXPECT_EQ(RunOne(std::move(again)), "revision 1 at 2 replayed");
  EXPECT_EQ(RunOne(std::move(other)), "OFFICE_UNKNOWN");
}

TEST_F(DecideTest, RefusalIsNotRemembered) {
  RunOne(File("o1", 1));
  EXPECT_EQ(RunOne(File("o1", 2, "id")), "REVISION_MISMATCH");
  RunOne(Withdraw("o1"));
  EXPECT_EQ(RunOne(File("o1", 2, "id")), "revision 3 at 4");
}

TEST_F(DecideTest, LateIsWhoFilesFirstAfterTheDueDate) {
  RunOne(File("o1", 1));
  now_ = TooLate();
  EXPECT_EQ(RunOne(FileOver("o1", 2, 1)), "revision 2 at 3");
  EXPECT_EQ(RunOne(File("o2", 1)), "revision 1 at 4 late");
  EXPECT_EQ(RunOne(FileOver("o2", 2, 1)), "revision 2 at 5 late");
}

TEST_F(DecideTest, WithdrawnRevisionDoesNotSaveFromBeingLate) {
  RunOne(File("o1", 1));
  now_ = TooLate();
  RunOne(Withdraw("o1"));
  EXPECT_EQ(RunOne(File("o1", 1)), "revision 3 at 4 late");
}

TEST_F(DecideTest, DueDayCountsUntilItsEnd) {
  now_ = absl::FromCivil(absl::CivilSecond(2021, 1, 31, 15, 59, 59),
                         absl::UTCTimeZone());
  EXPECT_EQ(RunOne(File("o1", 1)), "revision 1 at 2");
  now_ += absl::Seconds(1);
  EXPECT_EQ(RunOne(File("o2", 1)), "revision 1 at 3 late");
}

TEST_F(DecideTest, LaterDueDateForgivesAtTheNextAmendment) {
  now_ = TooLate();
  EXPECT_EQ(RunOne(File("o1", 1)), "revision 1 at 2 late");
  v1::RegistryRows rows;
  v1::DueDate* due = rows.add_due_dates();
  due->set_report_year(2020);
  due->set_year(2021);
  due->set_month(3);
  due->set_day(31);
  EXPECT_EQ(RunOne(Apply(rows)), "registry 2 at 3");
  EXPECT_EQ(RunOne(FileOver("o1", 2, 1)), "revision 2 at 4");
}

TEST_F(DecideTest, PublishedReportsKeepTheirErrorsAndAreNeverLate) {
  now_ = TooLate();
  EXPECT_THAT(RunOne(FilePublished(MakeWrongReport("o1"))),
              HasSubstr("revision 1 at 2 errors="));
  EXPECT_TRUE(LastChange().report().as_published());
  EXPECT_FALSE(LastChange().report().late());
}

TEST_F(DecideTest, AmendingAsPublishedDoesNotTakeLatenessAway) {
  now_ = TooLate();
  EXPECT_EQ(RunOne(File("o1", 1)), "revision 1 at 2 late");
  v1::AnnualReport report = MakeReport("o1", 2);
  report.set_revision(1);
  EXPECT_EQ(RunOne(FilePublished(report)), "revision 2 at 3 late");
}

TEST_F(DecideTest, RegistryRowsThatDifferAreLogged) {
  EXPECT_EQ(RunOne(Apply(SmallRegistry())), "registry 1 at 1 unchanged");
  EXPECT_FALSE(answers_[0].registry.has_committed_at());
  v1::RegistryRows rows = SmallRegistry();
  rows.mutable_offices(3)->set_name("new name");
  EXPECT_EQ(RunOne(Apply(rows, "id")), "registry 2 at 2");
  EXPECT_EQ(answers_[0].registry.offices_changed(), 1);
  EXPECT_EQ(LastChange().registry().rows().offices_size(), 1);
  EXPECT_EQ(LastChange().registry().rows().regions_size(), 0);
  EXPECT_EQ(RunOne(Apply(rows, "id")), "registry 2 at 2");
  EXPECT_EQ(RunOne(Apply(SmallRegistry(), "id")), "REQUEST_ID_REUSED");
}

TEST_F(DecideTest, ContactsAreNeverLogged) {
  v1::RegistryRows rows = SmallRegistry();
  rows.mutable_offices(0)->set_contact("somebody");
  rows.mutable_offices(0)->set_name("new name");
  std::vector<Mutation> group;
  group.push_back(Apply(rows));
  Decision decision = Decide(state_, stored_, TestJudge(), now_, &group);
  ASSERT_EQ(decision.records.changes.size(), 1u);
  EXPECT_THAT(decision.records.changes[0].change,
              ::testing::Not(HasSubstr("somebody")));
  EXPECT_EQ(decision.records.registry_rows.offices(0).contact(), "");
  EXPECT_EQ(decision.records.contacts[0].contact(), "somebody");
}

TEST_F(DecideTest, RegistryMustKeepTheOfficesOfCurrentReports) {
  v1::RegistryRows ended;
  *ended.add_offices() = OfficeOf419001("o1");
  ended.mutable_offices(0)->set_last_year(2019);
  EXPECT_THAT(Run({File("o1", 1), Apply(ended)}),
              ElementsAre("revision 1 at 2", "REGISTRY_INVALID"));
  EXPECT_EQ(RunOne(Apply(ended)), "REGISTRY_INVALID");
  EXPECT_THAT(Run({Withdraw("o1"), Apply(ended)}),
              ElementsAre("revision 2 at 3 withdrawn", "registry 2 at 4"));
}

TEST_F(DecideTest, RegistryRevisionMustBeTheExpectedOne) {
  Mutation update = Apply(SmallRegistry());
  std::get<RegistryUpdate>(update.what).expected_revision = 7;
  EXPECT_EQ(RunOne(std::move(update)), "REVISION_MISMATCH");
}

// A submission that was judged by an older registry is judged again.
TEST_F(DecideTest, SubmissionIsJudgedByTheRegistryItMeets) {
  v1::RegistryRows renamed;
  *renamed.add_offices() = OfficeOf419001("o1");
  renamed.mutable_offices(0)->set_name("new name");
  v1::RegistryRows ended;
  *ended.add_offices() = OfficeOf419001("o2");
  ended.mutable_offices(0)->set_last_year(2019);
  EXPECT_THAT(Run({Apply(renamed), File("o1", 1), Apply(ended), File("o2", 1)}),
              ElementsAre("registry 2 at 2", "revision 1 at 3",
                          "registry 3 at 4", "OFFICE_UNKNOWN"));
  EXPECT_EQ(answers_[1].receipt.office_name(), "new name");
  v1::Change change;
  ASSERT_TRUE(change.ParseFromString(changes_[2].change));
  EXPECT_EQ(change.report().registry_sequence(), 2);
}

TEST_F(DecideTest, WhatToLoadNamesOnlyKnownOfficesOfAnUpdate) {
  v1::RegistryRows rows;
  *rows.add_offices() = OfficeOf419001("o1");
  *rows.add_offices() = OfficeOf419001("new");
  std::vector<Mutation> group;
  group.push_back(Apply(rows, "id"));
  group.push_back(File("o2", 1));
  LoadRequest request = WhatToLoad(group, *state_.registry);
  EXPECT_THAT(request.offices, ElementsAre("o1"));
  EXPECT_THAT(request.requests, ElementsAre(RequestKey{"", "id"}));
  EXPECT_THAT(request.reports,
              ElementsAre(ReportKey{"o2", 2020, v1::SCOPE_OWN}));
}

}  // namespace
}  // namespace disclosure::ingest
