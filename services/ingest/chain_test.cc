// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/chain.h"

#include <string>

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "base/sha256.h"
#include "services/ingest/test_support.h"

namespace disclosure::ingest {
namespace {

using ::google::protobuf::util::MessageDifferencer;

v1::AnnualReport WholeReport() {
  v1::AnnualReport report = MakeReport("o1", 5);
  report.set_office_name("as printed");
  report.mutable_narrative()->set_other_matters("none");
  report.mutable_source_document()->set_name("a.pdf");
  report.add_evidence()->set_page(2);
  report.add_supplementary()->set_key("k");
  report.add_confirmations()->set_rule("r");
  return report;
}

ReportParts Split(const v1::AnnualReport& report) {
  ReceivedReport received;
  EXPECT_TRUE(received.ParseFromString(report.SerializeAsString()));
  return SplitReport(std::move(received));
}

TEST(ChainTest, PartsAreTheWholeReport) {
  v1::AnnualReport report = WholeReport();
  ReportParts parts = Split(report);
  auto joined = JoinReport(parts.figures, parts.narrative);
  ASSERT_TRUE(joined.has_value());
  EXPECT_TRUE(MessageDifferencer::Equals(*joined, report));
}

TEST(ChainTest, NarrativePartHoldsWhatIsNotFed) {
  v1::AnnualReport figures;
  v1::AnnualReport narrative;
  ReportParts parts = Split(WholeReport());
  ASSERT_TRUE(figures.ParseFromString(parts.figures));
  ASSERT_TRUE(narrative.ParseFromString(parts.narrative));
  EXPECT_FALSE(figures.has_narrative());
  EXPECT_FALSE(figures.has_source_document());
  EXPECT_EQ(figures.evidence_size(), 0);
  EXPECT_EQ(figures.supplementary_size(), 1);
  EXPECT_EQ(figures.confirmations_size(), 1);
  EXPECT_TRUE(narrative.has_narrative());
  EXPECT_FALSE(narrative.has_figures());
  EXPECT_EQ(narrative.office(), "");
}

// The revision that a file was taken from is not its content.
TEST(ChainTest, RevisionIsNotContent) {
  v1::AnnualReport report = WholeReport();
  ReportParts without = Split(report);
  report.set_revision(3);
  EXPECT_EQ(Split(report).figures, without.figures);
}

TEST(ChainTest, DamagedPartsAreNoReport) {
  EXPECT_FALSE(JoinReport("\x0a\x64 short", "").has_value());
  EXPECT_FALSE(JoinReport("", "\x0a\x64 short").has_value());
}

// Stored for ever: these values must never change.
TEST(ChainTest, HashesAreFixed) {
  EXPECT_EQ(base::Hex(DigestOf("abc", "de")),
            base::Hex(base::Sha256Of(
                std::string("\0\0\0\0\0\0\0\3abc\0\0\0\0\0\0\0\2de", 21))));
  EXPECT_NE(DigestOf("abc", "de"), DigestOf("ab", "cde"));
  EXPECT_EQ(FirstHash(), std::string(32, '\0'));
  EXPECT_EQ(base::Hex(NextHash(FirstHash(), "change")),
            base::Hex(base::Sha256Of(std::string(32, '\0') + "change")));
}

}  // namespace
}  // namespace disclosure::ingest
