// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What totals are, in the simplest possible words: every question is answered
// by looking at all rows and all reports again. For tests; shares no code with
// the product but the catalogue's answer to which cells an edition asks for.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_TESTING_MODEL_H_
#define DISCLOSURE_SERVICES_AGGREGATE_TESTING_MODEL_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "form/catalog.h"
#include "services/aggregate/testing/test_log.h"

namespace disclosure::aggregate {

// A sum of reports.
struct ModelTotal {
  std::vector<int64_t> sum;
  std::vector<int64_t> reported;
  std::vector<int64_t> not_reported;
  // By "table edition".
  std::map<std::string, int64_t> editions;
  int64_t received = 0;
  int64_t late = 0;
  int64_t with_errors = 0;
  int64_t with_questions = 0;

  bool operator==(const ModelTotal&) const = default;
};

struct ModelRow {
  ModelTotal own;
  ModelTotal parts;
  ModelTotal published;
};

class Model {
 public:
  explicit Model(const form::Catalog& catalog) : catalog_(catalog) {}

  void Apply(const v1::RegistryRows& rows);
  void File(const std::string& office, int year, v1::Scope scope,
            const TestReport& report);
  void Withdraw(const std::string& office, int year, v1::Scope scope);

  using ReportName = std::tuple<std::string, int, v1::Scope>;
  const std::map<ReportName, TestReport>& reports() const { return reports_; }

  // The rows valid in a year.
  std::vector<const v1::RegionRow*> Regions(int year) const;
  std::vector<const v1::OfficeRow*> Offices(int year) const;

  // Sums of a region, as the contract defines them; an empty line: all lines.
  ModelTotal Own(const std::string& region, int year,
                 const std::string& line) const;
  ModelTotal Published(const std::string& region, int year,
                       const std::string& line) const;
  ModelTotal Parts(const std::string& region, int year,
                   const std::string& line) const;

  // Lines of the counted offices in the subtree.
  std::set<std::string> Lines(const std::string& region, int year) const;
  std::vector<const v1::RegionRow*> Children(const std::string& region,
                                             int year) const;

  // By (region, year, line): the rows that followers must have, and no others.
  // Parts are empty where a region has no children.
  using Rows = std::map<std::tuple<std::string, int, std::string>, ModelRow>;
  Rows AllRows(const std::set<int>& years) const;

  // What a row as it is fed says, read back. What is absent is empty.
  ModelTotal Read(const v1::TotalState& state) const;

  // As it is fed: of `reported`, only whether there is any.
  static ModelTotal Fed(ModelTotal total);

 private:
  ModelTotal Nothing() const;
  const std::vector<bool>& Asked(const v1::Editions& editions) const;
  void Add(const TestReport& report, ModelTotal* total) const;
  void Add(const ModelTotal& part, ModelTotal* total) const;

  const form::Catalog& catalog_;
  std::map<std::pair<std::string, int>, v1::RegionRow> regions_;
  std::map<std::pair<std::string, int>, v1::OfficeRow> offices_;
  std::map<ReportName, TestReport> reports_;
  // The catalogue's answers, by editions.
  mutable std::map<std::pair<int, int>, std::vector<bool>> asked_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_TESTING_MODEL_H_
