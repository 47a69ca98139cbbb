// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as responses of the rollup feed (pieces, base/pieces.h), taken by a
// read model that answers from an earlier update. "@" stand for the fingerprint
// of the catalogue (form/testdata/stand_in_fingerprint.h).
//
// An update is applied whole or refused, one that is refused changes nothing,
// the position never goes back, and whatever was fed can be asked about.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/stubs/logging.h>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/pieces.h"
#include "form/testdata/stand_in_fingerprint.h"
#include "services/query/coverage.h"
#include "services/query/folded_figures.h"
#include "services/query/reports.h"
#include "services/query/series.h"
#include "services/query/test_world.h"
#include "services/query/totals.h"
#include "services/query/update.h"

namespace disclosure::query {
namespace {

void CheckRefusal(const absl::Status& status) {
  const base::ErrorDetails details = base::GetErrorDetails(status);
  DISCLOSURE_CHECK(!details.reason.empty() && !details.zh.empty());
}

class Follower {
 public:
  Follower() : model_(world_.clock()) {
    Reconnect();
    world_.File("320803-01", 2022, v1::SCOPE_OWN, {});
    world_.File("320813-01", 2022, v1::SCOPE_AREA, {.late = true});
    DISCLOSURE_CHECK(model_.Apply(world_.Next(true)).ok());
  }

  // False: the stream has ended.
  bool Take(std::string_view message) {
    v1::RollupServiceFollowResponse response;
    const std::string bytes =
        form::testdata::WithFingerprint(world_.catalog(), message);
    if (!response.ParseFromString(bytes)) return false;
    absl::StatusOr<std::optional<Update>> update = stage_->Add(response);
    if (!update.ok()) {
      CheckRefusal(update.status());
      return false;
    }
    return !update->has_value() || Apply(**std::move(update));
  }

  // The stream begins again.
  void Reconnect() { stage_.emplace(world_.catalog()); }

  // Asks for everything that is there.
  std::string AskAll() {
    std::string answers;
    std::vector<std::string> regions;
    const absl::Status read =
        model_.Read({}, [&](const Contents& contents, auto) {
          for (const int year : contents.Years()) {
            AskItems(contents, year, &answers);
          }
          contents.registry()->VisitRegions("", [&](const v1::RegionRow& row) {
            regions.push_back(row.code());
            return true;
          });
          return absl::OkStatus();
        });
    DISCLOSURE_CHECK(read.ok());
    for (const std::string& region : regions) AskTotals(region, &answers);
    return answers;
  }

 private:
  bool Apply(Update update) {
    const v1::LogPosition before = model_.position();
    const v1::LogPosition next = update.position;
    const bool snapshot = update.snapshot;
    const std::string answers = AskAll();
    const absl::Status applied = model_.Apply(std::move(update));
    const v1::LogPosition after = model_.position();
    if (!applied.ok()) {
      CheckRefusal(applied);
      DISCLOSURE_CHECK(after.SerializeAsString() == before.SerializeAsString());
      DISCLOSURE_CHECK(AskAll() == answers);
      return false;
    }
    DISCLOSURE_CHECK(after.SerializeAsString() == next.SerializeAsString());
    DISCLOSURE_CHECK(after.log() == before.log()
                         ? after.sequence() >= before.sequence()
                         : snapshot);
    AskAll();
    return true;
  }

  // Figures that no form has made can be fed; they are read, or refused.
  void AskFigures(std::string_view kept, std::string* answers) {
    const auto figures = Unfold(world_.catalog(), kept);
    absl::StrAppend(answers, figures.ok() ? figures->count() : -1, " ");
  }

  void AskItems(const Contents& contents, int year, std::string* answers) {
    const auto ask_total = [&](const std::optional<TotalFacts>& total) {
      if (!total.has_value()) return;
      AskFigures(total->figures, answers);
      AskFigures(total->not_reported, answers);
    };
    const registry::Registry& registry = *contents.registry();
    registry.VisitRegions("", [&](const v1::RegionRow& region) {
      const Row row = contents.FindRow(year, region.code(), "");
      const RowFacts facts = row.Read();
      ask_total(facts.own);
      ask_total(facts.parts);
      ask_total(facts.published);
      return true;
    });
    registry.VisitOffices("", [&](const v1::OfficeRow& office) {
      for (const v1::Scope scope : {v1::SCOPE_OWN, v1::SCOPE_AREA}) {
        const Report report = contents.FindReport(year, office.id(), scope);
        if (report) AskFigures(report.Read().figures, answers);
      }
      return true;
    });
  }

  template <typename Answer>
  static void Append(const absl::StatusOr<Answer>& answer,
                     std::string* answers) {
    if (!answer.ok()) CheckRefusal(answer.status());
    // As text, in which maps are in order.
    *answers += answer.ok() ? answer->DebugString() : "refused\n";
  }

  void AskTotals(const std::string& region, std::string* answers) {
    const AnswerContext context = world_.Context(model_);
    v1::GetTotalsRequest totals;
    totals.set_region(region);
    totals.set_year(2022);
    const auto total = GetTotals(context, totals);
    Append(total, answers);
    const auto on_wire = GetTotalsOnWire(context, kept_, totals);
    DISCLOSURE_CHECK(total.ok() == on_wire.ok());
    v1::ListTotalsRequest family;
    family.set_region(region);
    family.set_year(2022);
    Append(ListTotals(context, family), answers);
    v1::GetCoverageRequest coverage;
    coverage.set_region(region);
    coverage.set_year(2022);
    Append(GetCoverage(context, coverage), answers);
    v1::ListReportsRequest reports;
    reports.set_region(region);
    reports.set_year(2022);
    reports.set_with_figures(true);
    const auto listed = ListReports(context, reports);
    Append(listed, answers);
    if (!listed.ok()) return;
    for (const v1::ReportEntry& entry : listed->reports()) {
      v1::GetSeriesRequest series;
      series.set_office(entry.office().id());
      series.set_scope(entry.scope());
      Append(GetSeries(context, series), answers);
    }
  }

  TestWorld world_;
  ReadModel model_;
  std::optional<UpdateStage> stage_;
  KeptTotals kept_{1 << 20};
};

}  // namespace
}  // namespace disclosure::query

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // It would say of each bad text that it is bad.
  static const auto kept = google::protobuf::SetLogHandler(nullptr);
  static_cast<void>(kept);
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  disclosure::query::Follower follower;
  disclosure::base::Piece piece;
  while (disclosure::base::TakePiece(&bytes, &piece)) {
    if (!follower.Take(piece.message)) follower.Reconnect();
  }
  follower.AskAll();
  return 0;
}
