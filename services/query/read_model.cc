// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/read_model.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "registry/registry.h"
#include "services/query/errors.h"

namespace disclosure::query {
namespace {

std::string Print(const v1::LogPosition& position) {
  return absl::StrCat(position.log(), ":", position.sequence());
}

// Whether an update may follow what is served.
absl::Status CheckSuccession(const v1::LogPosition& served,
                             const Update& update) {
  if (served.log().empty()) return absl::OkStatus();
  if (served.log() != update.position.log()) {
    if (update.snapshot) return absl::OkStatus();
    return PositionWentBack(absl::StrCat(Print(update.position), " after ",
                                         Print(served),
                                         " is another log, not a snapshot"));
  }
  if (update.position.sequence() < served.sequence()) {
    return PositionWentBack(
        absl::StrCat(Print(update.position), " after ", Print(served)));
  }
  return absl::OkStatus();
}

absl::StatusOr<RegistryPtr> ApplyRows(const RegistryPtr& registry,
                                      const v1::RegistryRows& rows) {
  // Almost every update.
  if (rows.regions().empty() && rows.offices().empty() &&
      rows.due_dates().empty()) {
    return registry;
  }
  absl::StatusOr<registry::Applied> applied = registry->ApplyLogged(rows);
  if (!applied.ok()) return applied.status();
  if (!applied->problems.empty()) {
    return FeedBroken(absl::StrCat("the registry does not take its rows: ",
                                   applied->problems.front().RowName(), " ",
                                   applied->problems.front().en));
  }
  return std::move(applied->registry);
}

}  // namespace

absl::Status ReadModel::Apply(Update update) {
  RegistryPtr old_registry;
  {
    absl::ReaderMutexLock lock(&mutex_);
    const absl::Status allowed = CheckSuccession(contents_.position(), update);
    if (!allowed.ok()) return allowed;
    old_registry = contents_.registry();
  }
  absl::StatusOr<RegistryPtr> registry =
      ApplyRows(update.snapshot ? registry::Registry::Empty() : old_registry,
                update.registry);
  if (!registry.ok()) return registry.status();
  if (*registry != old_registry) RenewViews(**registry);

  PreparedUpdate prepared{
      .rows = std::move(update.rows),
      .reports = std::move(update.reports),
      .registry = *std::move(registry),
      .position = std::move(update.position),
      .log = std::move(update.log),
      .now = clock_.Now(),
  };
  // What is replaced is destroyed after the lock is released.
  Contents replaced;
  if (update.snapshot) {
    replaced.Apply(prepared);
    absl::MutexLock lock(&mutex_);
    std::swap(contents_, replaced);
  } else {
    absl::MutexLock lock(&mutex_);
    contents_.Apply(prepared);
  }
  return absl::OkStatus();
}

absl::Status ReadModel::Read(absl::Span<const int> years, Gather gather) const {
  for (;;) {
    RegistryPtr registry;
    {
      absl::ReaderMutexLock lock(&mutex_);
      if (contents_.position().log().empty()) return NotReady();
      registry = contents_.registry();
    }
    std::vector<YearViewPtr> views;
    views.reserve(years.size());
    for (const int year : years) views.push_back(ViewOf(*registry, year));

    absl::ReaderMutexLock lock(&mutex_);
    // Another registry came meanwhile: its views are other ones.
    if (contents_.registry() != registry) continue;
    return gather(contents_, views);
  }
}

ReadModel::State ReadModel::GetState() const {
  absl::ReaderMutexLock lock(&mutex_);
  return {.position = contents_.position(),
          .log = contents_.log(),
          .rows = contents_.row_count(),
          .row_bytes = contents_.row_bytes(),
          .reports = contents_.report_count(),
          .updated_at = contents_.updated_at()};
}

v1::LogPosition ReadModel::position() const {
  absl::ReaderMutexLock lock(&mutex_);
  return contents_.position();
}

std::shared_ptr<const registry::NameIndex> ReadModel::NamesOf(
    const registry::Registry& registry, int year) const {
  {
    absl::MutexLock lock(&views_mutex_);
    names_asked_.insert(year);
  }
  return registry.NamesForYear(year);
}

YearViewPtr ReadModel::ViewOf(const registry::Registry& registry,
                              int year) const {
  std::shared_ptr<const YearTree> tree = registry.ForYear(year);
  {
    absl::MutexLock lock(&views_mutex_);
    years_asked_.insert(year);
    const auto known = views_.find(tree.get());
    if (known != views_.end()) return known->second;
  }
  // One at a time: readers that need the same view wait for it, rather than
  // that each of them makes it.
  absl::MutexLock making(&making_mutex_);
  const YearTree* const key = tree.get();
  {
    absl::MutexLock lock(&views_mutex_);
    const auto known = views_.find(key);
    if (known != views_.end()) return known->second;
  }
  auto view = std::make_shared<const YearView>(std::move(tree));
  absl::MutexLock lock(&views_mutex_);
  return views_.try_emplace(key, std::move(view)).first->second;
}

void ReadModel::RenewViews(const registry::Registry& registry) {
  absl::btree_set<int> years;
  absl::btree_set<int> names;
  {
    absl::MutexLock lock(&views_mutex_);
    years = years_asked_;
    names = names_asked_;
  }
  for (const int year : names) registry.NamesForYear(year);
  absl::flat_hash_map<const YearTree*, YearViewPtr> renewed;
  for (const int year : years) {
    YearViewPtr view = ViewOf(registry, year);
    renewed.emplace(&view->tree(), view);
  }
  absl::MutexLock lock(&views_mutex_);
  views_.swap(renewed);
}

}  // namespace disclosure::query
