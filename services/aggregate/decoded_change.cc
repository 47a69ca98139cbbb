// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/decoded_change.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/wire.h"
#include "disclosure/v1/report.pb.h"
#include "form/figures.h"

namespace disclosure::aggregate {
namespace {

absl::Status Unreadable(std::string_view what) {
  return base::MakeError(
      absl::StatusCode::kDataLoss, "CHANGE_UNREADABLE",
      absl::StrCat(std::string(what), " cannot be read"),
      absl::StrCat("无法读取变更内容（", std::string(what), "）"));
}

absl::Status UnknownCatalog(const std::string& found,
                            const std::string& expected) {
  base::ErrorDetails details;
  details.reason = "CATALOG_UNKNOWN";
  details.zh = absl::StrCat("该变更使用的指标目录为 ", found, "，本程序为 ",
                            expected, "，请升级本程序");
  details.metadata["catalog"] = found;
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("it was made with catalogue ", found, ", this program has ",
                   expected, ": run a version of the program that knows it"),
      details);
}

// Finds the bytes of the field `figures` of a serialised AnnualReport, without
// making the message: it is most of the work of a change otherwise. Pieces of
// one message, if there are several, are put together in `joined`.
bool FindFigures(std::string_view report, std::string* joined,
                 std::string_view* figures) {
  *figures = std::string_view();
  while (!report.empty()) {
    base::WireField field;
    if (!base::TakeField(&report, &field)) return false;
    if (!field.Is(v1::AnnualReport::kFiguresFieldNumber, base::kWirePart)) {
      continue;
    }
    if (figures->empty()) {
      *figures = field.part;
      continue;
    }
    if (joined->empty()) *joined = *figures;
    *joined += field.part;
    *figures = *joined;
  }
  return true;
}

absl::Status UnknownEdition() {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "CATALOG_UNKNOWN",
      "it states an edition of the form that this program does not know: run a "
      "version of the program that knows it",
      "该变更使用了本程序不认识的表格版本，请升级本程序");
}

absl::Status ReadReport(const FormLayout& layout,
                        const v1::ReportChange& report,
                        const std::string& figures_part, ReportState* state) {
  if (report.scope() != v1::SCOPE_OWN && report.scope() != v1::SCOPE_AREA) {
    return Unreadable("the scope of the report");
  }
  const std::string& catalog = layout.catalog().fingerprint();
  // A withdrawal has no figures, so it was made with no catalogue.
  if (!report.withdrawn() && report.catalog() != catalog) {
    return UnknownCatalog(report.catalog(), catalog);
  }
  std::optional<int> choice = layout.FindChoice(report.editions());
  if (!choice.has_value()) return UnknownEdition();
  state->choice = static_cast<uint8_t>(*choice);
  if (report.withdrawn()) return absl::OkStatus();
  std::string joined;
  std::string_view bytes;
  if (!FindFigures(figures_part, &joined, &bytes)) {
    return Unreadable("the figures of the report");
  }
  absl::StatusOr<form::FigureVector> figures =
      form::FromWire(layout.catalog(), bytes);
  if (!figures.ok()) return figures.status();
  state->part = ReportPart::Make(layout, *figures, *choice,
                                 {.late = report.late(),
                                  .with_errors = report.errors() > 0,
                                  .with_questions = report.questions() > 0});
  return absl::OkStatus();
}

void ReadState(const v1::Change& change, ReportState* state) {
  const v1::ReportChange& report = change.report();
  state->sequence = change.sequence();
  state->committed_seconds = change.committed_at().seconds();
  state->committed_nanos = change.committed_at().nanos();
  state->revision = report.revision();
  state->errors = report.errors();
  state->questions = report.questions();
  state->has_editions = report.has_editions();
  state->area = report.scope() == v1::SCOPE_AREA;
  state->withdrawn = report.withdrawn();
  state->late = report.late();
  state->as_published = report.as_published();
}

}  // namespace

DecodedChange Decode(const FormLayout& layout, v1::LoggedChange logged) {
  // Kept for its memory.
  static thread_local v1::Change change;
  DecodedChange decoded;
  decoded.bytes = std::move(*logged.mutable_change());
  decoded.hash = std::move(*logged.mutable_hash());
  if (!change.ParseFromString(decoded.bytes)) {
    decoded.status = Unreadable("the change");
    return decoded;
  }
  decoded.sequence = change.sequence();
  if (change.has_report()) {
    decoded.kind = DecodedChange::Kind::kReport;
    decoded.office = change.report().office();
    decoded.year = change.report().year();
    ReadState(change, &decoded.report);
    decoded.status = ReadReport(layout, change.report(), logged.figures_part(),
                                &decoded.report);
  } else if (change.has_registry()) {
    decoded.kind = DecodedChange::Kind::kRegistry;
    decoded.registry.Swap(change.mutable_registry());
  } else {
    decoded.status = Unreadable("the kind of the change");
  }
  return decoded;
}

bool CheckChain(std::string_view previous, DecodedChange* change) {
  static thread_local base::Sha256 hash;
  hash.Update(previous);
  hash.Update(change->bytes);
  if (hash.Finish() != change->hash) return false;
  change->previous = previous;
  return true;
}

}  // namespace disclosure::aggregate
