// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/update.h"

#include <string>
#include <utility>

#include "services/query/errors.h"

namespace disclosure::query {

absl::StatusOr<std::optional<Update>> UpdateStage::Add(
    v1::RollupServiceFollowResponse response) {
  if (!response.catalog().empty()) {
    if (response.catalog() != fingerprint_) {
      return CatalogDiffers(fingerprint_, response.catalog());
    }
    fingerprint_seen_ = true;
  }
  if (response.snapshot() && begun_) {
    return FeedBroken("a snapshot began inside another update");
  }
  begun_ = true;
  update_.snapshot |= response.snapshot();
  for (v1::RollupRow& row : *response.mutable_rows()) {
    update_.rows.push_back(std::move(row));
  }
  for (v1::OfficeReport& report : *response.mutable_reports()) {
    update_.reports.push_back(std::move(report));
  }
  update_.registry.MergeFrom(response.registry());
  if (response.has_log()) update_.log = std::move(*response.mutable_log());
  if (!response.complete()) return std::nullopt;

  update_.position = std::move(*response.mutable_position());
  if (!fingerprint_seen_) {
    return FeedBroken("an update does not name its catalogue");
  }
  if (update_.position.log().empty() || update_.position.sequence() < 0) {
    return FeedBroken("an update does not say what it is true at");
  }
  begun_ = false;
  return std::exchange(update_, Update());
}

}  // namespace disclosure::query
