// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a log says, at any of its positions, by the simplest code that can say
// it: every version of every row and report with the change that made it, and
// each total made from nothing by walking down the tree. It shares no code with
// the services.

#ifndef DISCLOSURE_TESTS_SIMULATION_HISTORY_H_
#define DISCLOSURE_TESTS_SIMULATION_HISTORY_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "disclosure/v1/change.pb.h"
#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/report.pb.h"
#include "disclosure/v1/total.pb.h"

namespace disclosure::simulation {

// Reports counted and added up.
struct Tally {
  // By cell: the sum, reports that have it, reports asked that do not.
  std::vector<int64_t> sum;
  std::vector<int64_t> filled;
  std::vector<int64_t> blank;
  std::map<std::string, int64_t> publication;
  std::map<std::string, int64_t> requests;
  int64_t expected = 0;
  int64_t received = 0;
  int64_t late = 0;
  int64_t with_errors = 0;
  int64_t with_questions = 0;
};

// What differs; empty: nothing does.
std::string Difference(const Tally& expected, const v1::Totals& found);

// What names a report.
using ReportName = std::tuple<std::string, int, v1::Scope>;

// What is asked for. An empty line: all lines.
struct Place {
  std::string region;
  int year = 0;
  std::string line;
};

// The versions of one thing, each from a position on.
template <class T>
class Versions {
 public:
  void Add(int64_t position, T version) {
    versions_.emplace_back(position, std::move(version));
  }
  // Null: there was none yet.
  const T* At(int64_t position) const {
    const T* found = nullptr;
    for (const auto& [from, version] : versions_) {
      if (from > position) break;
      found = &version;
    }
    return found;
  }
  void CutAfter(int64_t position) {
    while (!versions_.empty() && versions_.back().first > position) {
      versions_.pop_back();
    }
  }

 private:
  std::vector<std::pair<int64_t, T>> versions_;
};

class History {
 public:
  struct Filed {
    int content = -1;
    int revision = 0;
    bool withdrawn = false;
    bool late = false;
    bool errors = false;
    bool questions = false;
  };

  // The next change, of `content` if it is a report.
  void Add(const v1::Change& change, int content);
  // Forgets what came after.
  void CutAfter(int64_t position);

  // Null: never filed.
  const Filed* Report(const ReportName& name, int64_t position) const;
  std::vector<ReportName> Reports() const;

  // Rows valid in a year.
  std::vector<const v1::RegionRow*> Regions(int year, int64_t position) const;
  std::vector<const v1::OfficeRow*> Offices(int year, int64_t position) const;
  // Null: there is none.
  const v1::RegionRow* FindRegion(const std::string& code, int year,
                                  int64_t position) const;
  const v1::OfficeRow* FindOffice(const std::string& id, int year,
                                  int64_t position) const;

  Tally Own(const Place& place, int64_t position) const;
  Tally Published(const Place& place, int64_t position) const;
  Tally Parts(const Place& place, int64_t position) const;
  // As a region's own page shows it.
  Tally Page(const Place& place, int64_t position) const;

 private:
  using RowName = std::pair<std::string, int>;

  void AddScope(const Place& place, v1::Scope scope, int64_t position,
                Tally* tally) const;

  std::map<RowName, Versions<v1::RegionRow>> regions_;
  std::map<RowName, Versions<v1::OfficeRow>> offices_;
  std::map<ReportName, Versions<Filed>> reports_;
};

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_HISTORY_H_
