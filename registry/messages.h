// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Refusals that name what was probably meant.
//
// Functions here are pure and may be called from any thread.

#ifndef DISCLOSURE_REGISTRY_MESSAGES_H_
#define DISCLOSURE_REGISTRY_MESSAGES_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "registry/registry.h"
#include "registry/year_tree.h"

namespace disclosure::registry {

// 天坛街道办事处 419001004-01（河南省 济源市）, or with ASCII brackets.
std::string DescribeOfficeZh(const YearTree& tree, int office);
std::string DescribeOfficeEn(const YearTree& tree, int office);
// 天坛街道 419001004（河南省 济源市）
std::string DescribeRegionZh(const YearTree& tree, int region);
std::string DescribeRegionEn(const YearTree& tree, int region);

// INVALID_ARGUMENT (OFFICE_UNKNOWN): no office has this id in `year`. Says in
// which years the id is valid, or names offices with a similar name or id;
// `name` is the name that came with the id, if any.
absl::Status UnknownOffice(const Registry& registry, std::string_view office,
                           int year, std::string_view name = "");

// NOT_FOUND (REGION_UNKNOWN): `text` is neither code nor name of a region in
// `year`; likewise.
absl::Status UnknownRegion(const Registry& registry, std::string_view text,
                           int year);

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_MESSAGES_H_
