// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// All rows of one year from its reports, by their definition: for Verify.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_PLAIN_SUMS_H_
#define DISCLOSURE_SERVICES_AGGREGATE_PLAIN_SUMS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "form/figures.h"
#include "registry/year_tree.h"

namespace disclosure::aggregate {

// A sum of reports.
struct PlainSum {
  explicit PlainSum(const form::Catalog& catalog)
      : figures(catalog), not_reported(catalog) {}

  // OUT_OF_RANGE if a sum cannot be held.
  absl::Status Add(const v1::OfficeReport& report);
  absl::Status Add(const PlainSum& other);

  form::FigureVector figures;
  form::FigureVector not_reported;
  // By "table edition", as CountsByName.
  std::map<std::string, int64_t> editions;
  int64_t received = 0;
  int64_t late = 0;
  int64_t with_errors = 0;
  int64_t with_questions = 0;
};

// The counts in a message, each by the name of its field and its key.
std::map<std::string, int64_t> CountsByName(const v1::EditionCounts& counts);

struct PlainRow {
  explicit PlainRow(const form::Catalog& catalog)
      : own(catalog), parts(catalog), published(catalog) {}

  PlainSum own;
  PlainSum parts;
  PlainSum published;
};

// By region code and line (empty: all lines), those that hold a report and that
// the rules of sparse rows keep.
using PlainRows = std::map<std::pair<std::string, std::string>, PlainRow>;

// `reports` are those of the year that are not withdrawn. DATA_LOSS if one has
// no office.
absl::StatusOr<PlainRows> AddUpYear(
    const form::Catalog& catalog, const registry::YearTree& tree,
    const std::vector<const v1::OfficeReport*>& reports);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_PLAIN_SUMS_H_
