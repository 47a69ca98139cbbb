// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The registry of a nation: its regions are real divisions, its offices are
// made up so that there are as many as asked for.
//
// Regions: the nation `CN`; provinces, cities and counties with six digits,
// towns with nine. A heading of the lists that stands for no government (the
// one city of a municipality, a county that is its city itself) is left out and
// what is below it hangs one higher, so that the depth is uneven as in life.
//
// Offices: one of each town (line 街道乡镇, id 110101001-00), then department
// after department of every government (110101-02). Every office reports about
// itself, none about its area, in every year.

#ifndef DISCLOSURE_BENCH_LOADGEN_NATION_H_
#define DISCLOSURE_BENCH_LOADGEN_NATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/loadgen/divisions.h"
#include "disclosure/v1/registry.pb.h"

namespace disclosure::loadgen {

struct Region {
  std::string code;
  std::string name;
  // An index into the regions, before this one; -1: none.
  int parent = -1;
  v1::Level level = v1::LEVEL_UNSPECIFIED;
  v1::RegionKind kind = v1::REGION_KIND_UNSPECIFIED;
  int children = 0;
};

struct Office {
  int region = 0;
  // An index into kLines; -1: the office of a town.
  int16_t line = -1;
  // From 1: a government may have several of one line.
  int16_t copy = 1;
};

// Never changes once made; thread-safe.
class Nation {
 public:
  // `offices` from 1 to kOfficesMax. INVALID_ARGUMENT if there are no towns.
  static absl::StatusOr<Nation> Make(const Divisions& divisions,
                                     int64_t offices);
  static constexpr int64_t kOfficesMax = 20'000'000;

  // Parents before children.
  const std::vector<Region>& regions() const { return regions_; }
  const std::vector<Office>& offices() const { return offices_; }

  const Region& RegionOf(const Office& office) const {
    return regions_[static_cast<size_t>(office.region)];
  }
  std::string OfficeId(int64_t office) const;
  std::string OfficeName(int64_t office) const;

  // The index of the region with this code; -1: there is none.
  int FindRegion(const std::string& code) const;

  // All rows, in pieces of at most `bytes_max` that may be applied in order.
  std::vector<v1::RegistryRows> Rows(size_t bytes_max) const;

 private:
  Nation() = default;

  void AddRegions(const Divisions& divisions);
  void AddOffices(int64_t count);

  std::vector<Region> regions_;
  std::vector<Office> offices_;
};

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_NATION_H_
