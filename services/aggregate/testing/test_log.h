// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A log of changes as ingest would write it, for tests: chained, dense, with
// revisions counted per report. It judges nothing.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_TESTING_TEST_LOG_H_
#define DISCLOSURE_SERVICES_AGGREGATE_TESTING_TEST_LOG_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "disclosure/v1/change.pb.h"
#include "disclosure/v1/change_feed_service.pb.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::aggregate {

// What is filed, beside office, year and scope.
struct TestReport {
  // By path of the figure.
  std::map<std::string, int64_t> figures;
  v1::Editions editions;
  bool late = false;
  int errors = 0;
  int questions = 0;
};

class TestLog {
 public:
  explicit TestLog(const form::Catalog& catalog,
                   const std::string& id = "0123456789abcdef");

  const form::Catalog& catalog() const { return *catalog_; }
  const v1::LogInfo& info() const { return info_; }
  const std::vector<v1::LoggedChange>& changes() const { return changes_; }
  int64_t head() const { return static_cast<int64_t>(changes_.size()); }

  // Each appends one change and returns it.
  const v1::LoggedChange& File(const std::string& office, int year,
                               v1::Scope scope, const TestReport& report);
  const v1::LoggedChange& Withdraw(const std::string& office, int year,
                                   v1::Scope scope);
  const v1::LoggedChange& Apply(const v1::RegistryRows& rows);

  // Appends a change as it is, but for its sequence.
  const v1::LoggedChange& Append(v1::Change change,
                                 const std::string& figures_part);

 private:
  v1::Change NextRevision(const std::string& office, int year, v1::Scope scope);

  const form::Catalog* catalog_;
  v1::LogInfo info_;
  std::vector<v1::LoggedChange> changes_;
  std::string hash_;
  std::map<std::tuple<std::string, int, int>, int> revisions_;
  int64_t registry_revision_ = 0;
};

// The editions of both tables.
v1::Editions BothOf(v1::Edition edition);

// Rows, briefly. Valid for ever unless years are set.
v1::RegionRow Region(const std::string& code, const std::string& parent,
                     v1::CountedBy counted_by = v1::COUNTED_BY_PARTS);
v1::OfficeRow Office(const std::string& id, const std::string& region,
                     const std::string& line);
// One that reports about its area too.
v1::OfficeRow Government(const std::string& id, const std::string& region,
                         const std::string& line);
v1::RegistryRows Rows(const std::vector<v1::RegionRow>& regions,
                      const std::vector<v1::OfficeRow>& offices);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_TESTING_TEST_LOG_H_
