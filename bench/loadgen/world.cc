// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/world.h"

#include <utility>

#include "absl/status/status.h"
#include "bench/loadgen/divisions.h"
#include "form/catalog.h"

namespace disclosure::loadgen {

absl::StatusOr<std::unique_ptr<const World>> World::Create(
    const WorldOptions& options) {
  if (options.last_year < options.first_year) {
    return absl::InvalidArgumentError("the last year is before the first");
  }
  const auto catalog = form::Catalog::BuiltIn();
  if (!catalog.ok()) return catalog.status();
  auto divisions = ReadDivisions(options.divisions);
  if (!divisions.ok()) return divisions.status();
  AddWideCounty(options.wide, &*divisions);
  auto nation = Nation::Make(*divisions, options.offices);
  if (!nation.ok()) return nation.status();
  std::unique_ptr<World> world(new World(options, *std::move(nation)));
  auto maker = ReportMaker::Create(**catalog, world->nation_, options.seed,
                                   options.first_year, options.last_year);
  if (!maker.ok()) return maker.status();
  world->maker_ = std::make_unique<const ReportMaker>(*std::move(maker));
  return world;
}

}  // namespace disclosure::loadgen
