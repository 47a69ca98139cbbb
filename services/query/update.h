// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One whole update of the rollup feed. The feed cuts an update into responses;
// the stage puts them together again, so that a reader never sees half of one.
// Not thread-safe: a stage belongs to the thread that reads the feed.

#ifndef DISCLOSURE_SERVICES_QUERY_UPDATE_H_
#define DISCLOSURE_SERVICES_QUERY_UPDATE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "form/catalog.h"
#include "services/query/folded_figures.h"
#include "services/query/items.h"

namespace disclosure::query {

struct Update {
  // True: it replaces everything; false: it replaces what it names.
  bool snapshot = false;
  std::vector<Row> rows;
  std::vector<Report> reports;
  v1::RegistryRows registry;
  // What the model is true at once the update is applied.
  v1::LogPosition position;
  v1::LogInfo log;
};

class UpdateStage {
 public:
  // `catalog` is the one that reads the figures; it outlives the stage.
  explicit UpdateStage(const form::Catalog& catalog)
      : catalog_(catalog), folder_(catalog) {}

  // Takes the next response of a stream, and gives the update if it ends one.
  // What changes while a long update is sent comes again in a later response:
  // the last one counts. Rows of the registry are then one for each key, as a
  // registry takes them; rows of totals and reports keep their order.
  // FAILED_PRECONDITION (CATALOG_DIFFERS) if the figures go by another
  // catalogue; DATA_LOSS (FEED_BROKEN) if the responses make no update. After
  // an error the stage is of no more use: the stream must be begun again.
  //
  // What is taken from `response` is taken out of it. It is good for reading
  // the next one into, which then finds the memory of this one.
  absl::StatusOr<std::optional<Update>> Add(
      v1::RollupServiceFollowResponse& response);

 private:
  // Where the row of each key of the registry is in the update.
  struct RegistryPlaces {
    absl::flat_hash_map<std::pair<std::string, int>, int> regions;
    absl::flat_hash_map<std::pair<std::string, int>, int> offices;
    absl::flat_hash_map<int, int> due_dates;
  };

  absl::Status TakeItems(std::string_view items);
  void TakeRegistry(v1::RegistryRows& rows);

  const form::Catalog& catalog_;
  const FigureFolder folder_;
  bool fingerprint_seen_ = false;
  bool begun_ = false;
  Update update_;
  RegistryPlaces registry_places_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_UPDATE_H_
