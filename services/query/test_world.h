// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// For tests: a small world of regions, offices and reports that feeds a read
// model. It adds up from the reports each time anew, by the simplest code, and
// sends what has changed since the last update, as sparsely as the feed does.
//
//   320000 江苏省
//     320800 淮安市      320800-01 own+area 政府办公室, 320800-02 own 教育,
//                        320800-90 own 税务 (not counted)
//       320803 淮安区    320803-01 own 教育
//         320803001 淮城街道       320803001-01 own 街道乡镇
//       320813 洪泽区 (by area)    320813-01 area 政府办公室
//         320813100 蒋坝镇         320813100-01 own 街道乡镇

#ifndef DISCLOSURE_SERVICES_QUERY_TEST_WORLD_H_
#define DISCLOSURE_SERVICES_QUERY_TEST_WORLD_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"
#include "form/figures.h"
#include "registry/registry.h"
#include "services/query/folded_figures.h"
#include "services/query/lookup.h"
#include "services/query/read_model.h"
#include "services/query/update.h"

namespace disclosure::query {

class TestWorld {
 public:
  using FigureMap = std::map<std::string, int64_t>;
  struct Filing {
    FigureMap figures = {};
    bool late = false;
    bool as_published = false;
    int errors = 0;
    int questions = 0;
  };

  TestWorld();

  const form::Catalog& catalog() const { return *catalog_; }
  const FigureFolder& folder() const { return folder_; }
  const base::SimulatedClock& clock() const { return clock_; }
  const v1::RegistryRows& rows() const { return rows_; }

  // Changes what the next update will say.
  void File(const std::string& office, int year, v1::Scope scope,
            Filing filing);
  void Withdraw(const std::string& office, int year, v1::Scope scope);
  void SetRegistry(const v1::RegistryRows& rows) { rows_ = rows; }

  // What has changed since the last update; a snapshot holds everything.
  Update Next(bool snapshot = false);

  // Begins another log, at position 0.
  void Restore(const std::string& log);

  // A region or office of the world, to change and set again.
  v1::RegionRow* MutableRegion(const std::string& code);
  v1::OfficeRow* MutableOffice(const std::string& id);

  AnswerContext Context(const ReadModel& model) const {
    return {.model = model, .catalog = *catalog_, .clock = clock_};
  }

 private:
  using ReportId = std::tuple<std::string, int, v1::Scope>;
  using RowId = std::tuple<std::string, int, std::string>;

  v1::TotalState SumOf(const std::vector<ReportId>& reports) const;
  std::map<RowId, v1::RollupRow> AllRows() const;
  v1::OfficeReport ReportOf(const ReportId& id) const;

  const form::Catalog* catalog_;
  const FigureFolder folder_;
  base::SimulatedClock clock_;
  v1::RegistryRows rows_;
  v1::RegistryRows sent_registry_;
  std::map<ReportId, Filing> filings_;
  std::map<ReportId, int> revisions_;
  std::vector<ReportId> changed_;
  std::map<RowId, v1::RollupRow> sent_rows_;
  v1::LogPosition position_;
};

// The value of a figure by its path, or -1 where it is absent.
int64_t FigureOf(const form::Catalog& catalog, const v1::Figures& figures,
                 const std::string& path);

// expected/received/late/missing/with_errors/with_questions
std::string Print(const v1::Coverage& coverage);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_TEST_WORLD_H_
