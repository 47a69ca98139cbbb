// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Random submissions, amendments, withdrawals and registry changes in any
// order, with restarts from checkpoints and from nothing, replays in bulk,
// rebuilds, and a follower that lags, loses its connection and comes back.
// Whenever the follower has completed an update, its copy must equal what the
// simplest possible model says, figure by figure; so must a new follower's.
//
// DISCLOSURE_SEED repeats a run, DISCLOSURE_SECONDS makes it longer.

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <optional>
#include <random>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/test_run.h"
#include "registry/registry.h"
#include "services/aggregate/checkpoint.h"
#include "services/aggregate/testing/fixture.h"

namespace disclosure::aggregate {
namespace {

const std::set<int> kYears = {2020, 2021};
const std::vector<std::string> kLines = {"edu", "gov", "tax"};

class World : protected Fixture {
 public:
  World(uint64_t seed, const std::string& folder)
      : random_(seed), model_(catalog), registry_(registry::Registry::Empty()) {
    auto opened = Checkpoint::Open(
        {.path = folder,
         .log = [this](const std::string& line) { complaints_ += line; }});
    EXPECT_TRUE(opened.ok()) << opened.status();
    checkpoint_ = *std::move(opened);
    Found();
    Connect();
  }

  // One random step. An error says what is wrong.
  absl::Status Step() {
    int kind = Below(100);
    if (kind < 60) {
      SubmitSomething();
    } else if (kind < 66) {
      WithdrawSomething();
    } else if (kind < 78) {
      ChangeTheRegistry();
    } else if (kind < 80) {
      return Restart();
    } else if (kind < 82) {
      return FallBehind();
    } else if (kind < 83) {
      return Below(5) == 0 ? Rebuild() : absl::OkStatus();
    } else if (kind < 85) {
      return checkpoint_->Save(*rollup);
    } else if (kind < 87) {
      Connect();
    } else {
      return Feed();
    }
    return Follow();
  }

  // Lets the follower catch up, and compares it and a new one.
  absl::Status Check() {
    for (;;) {
      v1::RollupServiceFollowResponse slice;
      if (!cursor_->Next(*rollup, 1 << 20, &slice)) break;
      copy_.Take(slice);
    }
    Model::Rows expected = model_.AllRows(kYears);
    absl::Status same = CompareCopy(copy_, expected);
    if (!same.ok()) return same;
    same = CompareCopy(Snapshot(), expected);
    if (!same.ok()) return same;
    if (!complaints_.empty()) return absl::InternalError(complaints_);
    size_t rows = copy_.rows().size();
    if (static_cast<size_t>(rollup->row_count()) != rows ||
        static_cast<size_t>(rollup->report_count()) !=
            model_.reports().size()) {
      return absl::InternalError("the numbers of rows or reports are wrong");
    }
    return ParentsAreTheirParts(copy_);
  }

  int64_t changes() const { return log.head(); }
  std::string Summary() const {
    return absl::StrCat(log.head(), " changes, ", registry_changes_,
                        " of them of the registry, ", restarts_, " restarts, ",
                        completed_, " updates, ", copy_.rows().size(), " rows");
  }

 private:
  int Below(int end) {
    return std::uniform_int_distribution<int>(0, end - 1)(random_);
  }
  template <class T>
  const T& Any(const std::vector<T>& all) {
    return all[static_cast<size_t>(Below(static_cast<int>(all.size())))];
  }

  // The registry to begin with.
  void Found() {
    v1::RegistryRows rows =
        Rows({Region("C", ""), Region("D0", "C"), Region("D1", "C"),
              Region("T0", "D0"), Region("T1", "D0"), Region("T2", "D1")},
             {Government("c0", "C", "gov"), Office("c1", "C", "tax"),
              Government("d0", "D0", "gov"), Office("d1", "D0", "tax"),
              Government("d2", "D1", "gov"), Office("d3", "D1", "edu"),
              Office("t0", "T0", "gov"), Office("t1", "T1", "gov"),
              Office("t2", "T2", "gov"), Office("t3", "T2", "tax")});
    TryToApply(rows);
    EXPECT_TRUE(Follow().ok());
  }

  // Applies rows if ingest would.
  bool TryToApply(const v1::RegistryRows& rows) {
    auto applied = registry_->Apply(rows, [this](const std::string& office) {
      std::vector<registry::FiledReport> filed;
      for (const auto& [name, report] : model_.reports()) {
        if (std::get<0>(name) != office) continue;
        filed.push_back({.year = std::get<1>(name),
                         .area = std::get<2>(name) == v1::SCOPE_AREA});
      }
      return absl::StatusOr<std::vector<registry::FiledReport>>(filed);
    });
    EXPECT_TRUE(applied.ok()) << applied.status();
    if (!applied.ok() || !applied->problems.empty()) return false;
    registry_ = applied->registry;
    model_.Apply(rows);
    log.Apply(rows);
    ++registry_changes_;
    return true;
  }

  TestReport SomeReport() {
    TestReport report;
    auto edition = [this] {
      return static_cast<v1::Edition>(Below(10) == 0 ? 0 : 1 + Below(2));
    };
    report.editions.set_publication(edition());
    report.editions.set_requests(edition());
    report.late = Below(3) == 0;
    report.errors = Below(4) == 0 ? 1 + Below(3) : 0;
    report.questions = Below(4) == 0 ? 1 : 0;
    int figures = Below(8);
    for (int i = 0; i < figures; ++i) {
      const form::Cell& cell = Any(catalog.cells());
      report.figures[cell.path] = Below(5) == 0 ? 0 : Below(2'000'000) - 1000;
    }
    report.figures[kFigure] = Below(100);
    if (Below(10) == 0) report.figures.erase(kFigure);
    return report;
  }

  void SubmitSomething() {
    int year = Below(2) == 0 ? 2020 : 2021;
    v1::OfficeRow office = *Any(model_.Offices(year));
    v1::Scope scope =
        office.reports_area() && Below(2) == 0 ? v1::SCOPE_AREA : v1::SCOPE_OWN;
    if (scope == v1::SCOPE_OWN && !office.reports_own()) return;
    TestReport report = SomeReport();
    model_.File(office.id(), year, scope, report);
    log.File(office.id(), year, scope, report);
  }

  void WithdrawSomething() {
    if (model_.reports().empty()) return;
    auto report = model_.reports().begin();
    std::advance(report, Below(static_cast<int>(model_.reports().size())));
    auto [office, year, scope] = report->first;
    model_.Withdraw(office, year, scope);
    log.Withdraw(office, year, scope);
  }

  // Lets `change` hold in both years, or in one of them.
  template <class Row>
  std::vector<Row> InSomeYears(const Row& row,
                               const std::function<void(Row&)>& change) {
    int when = Below(3);
    Row changed = row;
    change(changed);
    bool can_split = row.first_year() == 0 && row.last_year() == 0;
    if (when == 0 || !can_split) return {changed};
    Row before = when == 1 ? changed : row;
    Row after = when == 1 ? row : changed;
    before.set_last_year(2020);
    after.set_first_year(2021);
    return {before, after};
  }

  void ChangeTheRegistry() {
    v1::RegistryRows rows;
    int count = 1 + Below(2);
    for (int i = 0; i < count; ++i) {
      int year = Below(2) == 0 ? 2020 : 2021;
      if (Below(2) == 0) {
        ChangeRegion(*Any(model_.Regions(year)), year, &rows);
      } else {
        ChangeOffice(*Any(model_.Offices(year)), year, &rows);
      }
    }
    TryToApply(rows);
  }

  void ChangeRegion(const v1::RegionRow& row, int year,
                    v1::RegistryRows* rows) {
    std::vector<v1::RegionRow> changed;
    switch (Below(4)) {
      case 0:
        changed = InSomeYears<v1::RegionRow>(row, [&](v1::RegionRow& region) {
          region.set_parent(Any(model_.Regions(year))->code());
        });
        break;
      case 1:
      case 2:
        changed = InSomeYears<v1::RegionRow>(row, [](v1::RegionRow& region) {
          region.set_counted_by(region.counted_by() == v1::COUNTED_BY_AREA
                                    ? v1::COUNTED_BY_PARTS
                                    : v1::COUNTED_BY_AREA);
        });
        break;
      default:
        if (new_ < 12) {
          changed.push_back(Region(absl::StrCat("N", new_++), row.code()));
        }
    }
    for (const v1::RegionRow& each : changed) *rows->add_regions() = each;
  }

  void ChangeOffice(const v1::OfficeRow& row, int year,
                    v1::RegistryRows* rows) {
    std::vector<v1::OfficeRow> changed;
    int kind = Below(6);
    if (kind == 0 && new_ < 24) {
      std::string id = absl::StrCat("n", new_++);
      const std::string region = Any(model_.Regions(year))->code();
      changed = {Below(2) == 0 ? Office(id, region, Any(kLines))
                               : Government(id, region, Any(kLines))};
    } else {
      changed = InSomeYears<v1::OfficeRow>(row, [&](v1::OfficeRow& office) {
        if (kind == 1) office.set_region(Any(model_.Regions(year))->code());
        if (kind == 2) office.set_line(Any(kLines));
        if (kind == 3) office.set_not_counted(Below(3) == 0);
        if (kind == 4) office.set_reports_area(!office.reports_area());
        if (kind == 5 && office.first_year() == 0) office.set_last_year(2020);
      });
    }
    for (const v1::OfficeRow& each : changed) *rows->add_offices() = each;
  }

  // Follows as a process that is far behind does.
  absl::Status FollowInBulk(Rollup& target) {
    target.BeginBulk();
    absl::Status followed = Follow(target);
    target.Settle();
    return followed;
  }

  // Much happens before the rollup hears of it.
  absl::Status FallBehind() {
    for (int i = Below(30); i > 0; --i) {
      int kind = Below(10);
      if (kind < 6) SubmitSomething();
      if (kind == 6 || kind == 7) WithdrawSomething();
      if (kind == 8) ChangeTheRegistry();
    }
    return FollowInBulk(*rollup);
  }

  // The process dies and starts again from its checkpoint, or without one.
  absl::Status Restart() {
    ++restarts_;
    if (Below(4) == 0) {
      absl::Status cleared = checkpoint_->Clear();
      if (!cleared.ok()) return cleared;
    }
    auto loaded = checkpoint_->Load(layout);
    if (!loaded.ok()) return loaded.status();
    rollup = *std::move(loaded);
    if (rollup == nullptr) {
      rollup = std::make_unique<Rollup>(layout, log.info());
    }
    absl::Status followed = Below(2) == 0 ? Follow() : FollowInBulk(*rollup);
    Connect();
    return followed;
  }

  absl::Status Rebuild() {
    Rollup fresh(layout, log.info());
    absl::Status followed = Below(2) == 0 ? Follow(fresh) : FollowInBulk(fresh);
    if (!followed.ok()) return followed;
    if (rollup->Replace(fresh) == 0) return absl::OkStatus();
    return absl::InternalError("a rebuild differs from following");
  }

  // The follower comes (back) with the position it has, or with nothing.
  void Connect() {
    if (Below(4) == 0) copy_ = Copy();
    // What came after the last complete update is not true at any position,
    // but it is the newest state: applying it again does no harm.
    cursor_.emplace(*rollup, copy_.position());
  }

  absl::Status Feed() {
    size_t max_bytes = Below(3) == 0 ? 1 << 20 : 1 + Below(3000);
    v1::RollupServiceFollowResponse slice;
    if (!cursor_->Next(*rollup, max_bytes, &slice)) return absl::OkStatus();
    if (!copy_.Take(slice)) return absl::OkStatus();
    ++completed_;
    if (Below(4) != 0) return absl::OkStatus();
    return CompareCopy(copy_, model_.AllRows(kYears));
  }

  absl::Status CompareCopy(const Copy& copy,
                           const Model::Rows& expected) const {
    if (copy.position().sequence() != log.head()) {
      return absl::InternalError("the update is not at the head");
    }
    return copy.Compare(model_, expected);
  }

  // parent = own + children, read off the rows alone.
  absl::Status ParentsAreTheirParts(const Copy& copy) const {
    int cell = catalog.FindPath(kFigure)->index;
    auto value = [&](const v1::TotalState& state) {
      return form::Unpack(catalog, state.figures())->value(cell);
    };
    for (const auto& [name, row] : copy.rows()) {
      if (!row.has_parts() || !row.line().empty()) continue;
      int64_t sum = value(row.own());
      for (const v1::RegionRow* child :
           model_.Children(row.region(), row.year())) {
        auto found = copy.rows().find({child->code(), row.year(), ""});
        if (found == copy.rows().end()) continue;
        const v1::RollupRow& below = found->second;
        if (child->counted_by() == v1::COUNTED_BY_AREA) {
          sum += value(below.published());
        } else {
          sum += value(below.has_parts() ? below.parts() : below.own());
        }
      }
      if (sum == value(row.parts())) continue;
      return absl::InternalError(
          absl::StrCat(row.region(), " is not the sum of its parts"));
    }
    return absl::OkStatus();
  }

  std::mt19937_64 random_;
  Model model_;
  std::shared_ptr<const registry::Registry> registry_;
  std::unique_ptr<Checkpoint> checkpoint_;
  std::string complaints_;
  std::optional<UpdateCursor> cursor_;
  Copy copy_;
  int new_ = 0;
  int64_t registry_changes_ = 0;
  int64_t restarts_ = 0;
  int64_t completed_ = 0;
};

TEST(RollupPropertyTest, TotalsEqualTheModelAtEveryCheckedPosition) {
  const uint64_t seed = base::TestSeed();
  const absl::Duration limit = absl::Seconds(
      base::NumberFromEnvironment("DISCLOSURE_SECONDS").value_or(8));
  absl::Time end = absl::Now() + limit;
  for (uint64_t round = 0; absl::Now() < end; ++round) {
    std::string folder = testing::TempDir() + "/property.XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    {
      World world(seed + round, folder + "/checkpoint");
      for (int step = 1; step <= 1500 && absl::Now() < end; ++step) {
        absl::Status status = world.Step();
        if (status.ok() && step % 40 == 0) status = world.Check();
        ASSERT_TRUE(status.ok())
            << status << "\nDISCLOSURE_SEED=" << seed + round << " step "
            << step << ", " << world.Summary();
      }
      std::cout << world.Summary() << std::endl;
    }
    std::filesystem::remove_all(folder);
  }
}

}  // namespace
}  // namespace disclosure::aggregate
