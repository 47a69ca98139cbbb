// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/reads.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/text.h"
#include "registry/years.h"
#include "services/ingest/chain.h"
#include "services/ingest/embedded_store.h"
#include "services/ingest/errors.h"
#include "services/ingest/prepare.h"
#include "services/ingest/receipt.h"

namespace disclosure::ingest {
namespace {

// A page ends early rather than grow beyond what clients accept.
constexpr size_t kPageBytesMax = 3 << 20;

struct PageSizes {
  int usual;
  int max;
};
constexpr PageSizes kRevisionPages{100, 1000};
constexpr PageSizes kRowPages{1000, 10000};

absl::StatusOr<int> PageSize(int asked, const PageSizes& sizes) {
  if (asked < 0) {
    return FieldInvalid("page_size", "it must not be negative.",
                        "不能为负数。");
  }
  return asked == 0 ? sizes.usual : std::min(asked, sizes.max);
}

// A short mark of the arguments that a token belongs to.
template <typename... Arguments>
std::string MarkOf(const Arguments&... arguments) {
  std::string text;
  (absl::StrAppend(&text, arguments, "\n"), ...);
  return base::Hex(base::Sha256Of(text)).substr(0, 8);
}

// What follows the mark in a token; empty for the first page.
absl::StatusOr<std::string> ReadToken(const std::string& token,
                                      const std::string& mark) {
  if (token.empty()) return std::string();
  if (!token.starts_with(mark + ".")) return PageTokenInvalid();
  return token.substr(mark.size() + 1);
}

absl::StatusOr<ReportKey> CheckKey(const std::string& office, int year,
                                   v1::Scope scope) {
  if (office.empty()) return FieldMissing("office");
  if (year <= 0) return FieldMissing("year");
  if (scope != v1::SCOPE_OWN && scope != v1::SCOPE_AREA) {
    return FieldMissing("scope");
  }
  return ReportKey{.office = office, .year = year, .scope = scope};
}

// The head of a report, REPORT_NOT_FOUND if there is none.
absl::StatusOr<HeadRecord> FindHead(ReportStore& store,
                                    const ReportKey& report) {
  auto head = store.GetHead(report);
  if (!head.ok()) return head.status();
  if (!head->has_value()) return ReportNotFound(report);
  return **std::move(head);
}

// A revision that the head says there is, and its change.
absl::StatusOr<std::pair<StoredRevision, v1::Change>> FindRevision(
    ReportStore& store, const ReportKey& report, int revision,
    bool with_narrative) {
  auto stored = store.GetRevision(report, revision, with_narrative);
  if (!stored.ok()) return stored.status();
  v1::Change change;
  if (!stored->has_value() ||
      !change.ParseFromString((*stored)->change.change)) {
    return DamagedData(report.office,
                       absl::StrCat("revision ", revision, " cannot be read"));
  }
  return std::make_pair(**std::move(stored), std::move(change));
}

// Where a page of rows goes on: behind the row of this code and first year.
struct RowCursor {
  std::string code;
  int first_year = -1;

  bool IsBefore(std::string_view other_code, int other_year) const {
    return std::tuple(std::string_view(code), first_year) <
           std::tuple(other_code, other_year);
  }
};

absl::StatusOr<RowCursor> ReadCursor(const std::string& token,
                                     const std::string& mark) {
  absl::StatusOr<std::string> rest = ReadToken(token, mark);
  if (!rest.ok()) return rest.status();
  if (rest->empty()) return RowCursor();
  size_t split = rest->rfind('.');
  if (split == std::string::npos) return PageTokenInvalid();
  std::optional<int64_t> year = base::ParseInt64(rest->substr(split + 1));
  if (!year || *year < 0 || *year > registry::kForEver) {
    return PageTokenInvalid();
  }
  return RowCursor{.code = rest->substr(0, split),
                   .first_year = static_cast<int>(*year)};
}

// Fills a page from rows that are visited in order.
class RowPage {
 public:
  RowPage(RowCursor cursor, int year, int rows_max, std::string mark)
      : cursor_(std::move(cursor)),
        year_(year),
        rows_max_(rows_max),
        mark_(std::move(mark)) {}

  const std::string& begin() const { return cursor_.code; }

  // Adds a row by `add` if it belongs to the page; false when it is full.
  template <typename Row, typename AddRow>
  bool Visit(const Row& row, const std::string& code, AddRow add) {
    if (!cursor_.IsBefore(code, row.first_year())) return true;
    if (year_ != 0 && !registry::YearsOf(row).Contains(year_)) return true;
    size_t bytes = row.ByteSizeLong();
    if (rows_ == rows_max_ || (rows_ > 0 && bytes_ + bytes > kPageBytesMax)) {
      next_ = absl::StrCat(mark_, ".", cursor_.code, ".", cursor_.first_year);
      return false;
    }
    ++rows_;
    bytes_ += bytes;
    add();
    cursor_ = {.code = code, .first_year = row.first_year()};
    return true;
  }

  const std::string& next_token() const { return next_; }

 private:
  RowCursor cursor_;
  const int year_;
  const int rows_max_;
  const std::string mark_;
  int rows_ = 0;
  size_t bytes_ = 0;
  std::string next_;
};

}  // namespace

absl::StatusOr<v1::GetReportResponse> ReadReport(
    ReportStore& store, const v1::LogInfo& log,
    const v1::GetReportRequest& request) {
  auto key = CheckKey(request.office(), request.year(), request.scope());
  if (!key.ok()) return key.status();
  auto head = FindHead(store, *key);
  if (!head.ok()) return head.status();
  int revision =
      request.revision() == 0 ? head->revision() : request.revision();
  if (revision < 1 || revision > head->revision()) {
    return RevisionNotFound(*key, revision, head->revision());
  }
  auto found = FindRevision(store, *key, revision, /*with_narrative=*/true);
  if (!found.ok()) return found.status();
  const auto& [stored, change] = *found;
  v1::GetReportResponse response;
  if (!change.report().withdrawn()) {
    std::optional<v1::AnnualReport> report =
        JoinReport(stored.change.figures_part, stored.narrative_part);
    if (!report) {
      return DamagedData(
          key->office, absl::StrCat("revision ", revision, " cannot be read"));
    }
    *response.mutable_report() = *std::move(report);
    response.mutable_report()->set_revision(revision);
  }
  *response.mutable_info() = MakeRevisionInfo(log, change);
  response.set_current_revision(head->revision());
  *response.mutable_log() = log;
  return response;
}

absl::StatusOr<v1::ListRevisionsResponse> ReadRevisions(
    ReportStore& store, const v1::LogInfo& log,
    const v1::ListRevisionsRequest& request) {
  auto key = CheckKey(request.office(), request.year(), request.scope());
  if (!key.ok()) return key.status();
  auto size = PageSize(request.page_size(), kRevisionPages);
  if (!size.ok()) return size.status();
  auto head = FindHead(store, *key);
  if (!head.ok()) return head.status();
  std::string mark =
      MarkOf(key->office, key->year, static_cast<int>(key->scope));
  auto token = ReadToken(request.page_token(), mark);
  if (!token.ok()) return token.status();
  int revision = head->revision();
  if (!token->empty()) {
    std::optional<int64_t> first = base::ParseInt64(*token);
    if (!first || *first < 1 || *first > revision) return PageTokenInvalid();
    revision = static_cast<int>(*first);
  }
  v1::ListRevisionsResponse response;
  // Revisions are dense, so they are found without a search.
  for (int count = 0; count < *size && revision >= 1; ++count, --revision) {
    auto found = FindRevision(store, *key, revision, /*with_narrative=*/false);
    if (!found.ok()) return found.status();
    *response.add_revisions() = MakeRevisionInfo(log, found->second);
  }
  if (revision >= 1) {
    response.set_next_page_token(absl::StrCat(mark, ".", revision));
  }
  *response.mutable_log() = log;
  return response;
}

absl::StatusOr<v1::RegistryServiceListRegionsResponse> ReadRegions(
    const registry::Registry& registry, int64_t revision,
    const v1::RegistryServiceListRegionsRequest& request) {
  auto size = PageSize(request.page_size(), kRowPages);
  if (!size.ok()) return size.status();
  std::string mark = MarkOf("regions", request.year());
  auto cursor = ReadCursor(request.page_token(), mark);
  if (!cursor.ok()) return cursor.status();
  v1::RegistryServiceListRegionsResponse response;
  RowPage page(*std::move(cursor), request.year(), *size, mark);
  registry.VisitRegions(
      std::string(page.begin()), [&](const v1::RegionRow& row) {
        return page.Visit(row, row.code(),
                          [&] { *response.add_regions() = row; });
      });
  response.set_next_page_token(page.next_token());
  response.set_revision(revision);
  return response;
}

absl::StatusOr<v1::RegistryServiceListOfficesResponse> ReadOffices(
    const registry::Registry& registry, int64_t revision,
    const v1::RegistryServiceListOfficesRequest& request) {
  auto size = PageSize(request.page_size(), kRowPages);
  if (!size.ok()) return size.status();
  std::string mark = MarkOf("offices", request.year(), request.region());
  auto cursor = ReadCursor(request.page_token(), mark);
  if (!cursor.ok()) return cursor.status();
  v1::RegistryServiceListOfficesResponse response;
  RowPage page(*std::move(cursor), request.year(), *size, mark);
  registry.VisitOffices(
      std::string(page.begin()), [&](const v1::OfficeRow& row) {
        if (!request.region().empty() && row.region() != request.region()) {
          return true;
        }
        return page.Visit(row, row.id(),
                          [&] { *response.add_offices() = row; });
      });
  response.set_next_page_token(page.next_token());
  response.set_revision(revision);
  return response;
}

absl::StatusOr<v1::ApplyRegistryResponse> ValidateRegistry(
    ReportStore& store, const LogState& state,
    const v1::ApplyRegistryRequest& request) {
  size_t bytes = request.rows().ByteSizeLong();
  if (bytes > kRegistryBytesMax) {
    return FieldTooLong("rows", bytes, kRegistryBytesMax);
  }
  int64_t current = state.registry_record.revision();
  if (request.has_expected_revision() &&
      request.expected_revision() != current) {
    return RegistryRevisionMismatch(current, request.expected_revision());
  }
  v1::RegistryRows rows = request.rows();
  TakeContacts(&rows);
  auto applied = state.registry->Apply(
      rows,
      [&store](const std::string& office) { return store.ReportsOf(office); });
  if (!applied.ok()) return applied.status();
  v1::ApplyRegistryResponse response;
  response.set_revision(current);
  response.mutable_position()->set_sequence(state.registry_record.sequence());
  SetLog(state.log, &response);
  response.set_unchanged(applied->problems.empty() && applied->unchanged());
  response.set_regions_changed(applied->regions_changed);
  response.set_offices_changed(applied->offices_changed);
  for (const registry::Problem& problem : applied->problems) {
    v1::RegistryProblem* entry = response.add_problems();
    entry->set_row(problem.RowName());
    entry->mutable_message()->set_en(problem.en);
    entry->mutable_message()->set_zh(problem.zh);
  }
  return response;
}

}  // namespace disclosure::ingest
