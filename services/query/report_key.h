// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The order of reports within a year, by office id and scope, and the key that
// a page of them ends with. Pure functions.

#ifndef DISCLOSURE_SERVICES_QUERY_REPORT_KEY_H_
#define DISCLOSURE_SERVICES_QUERY_REPORT_KEY_H_

#include <array>
#include <string>
#include <string_view>

#include "disclosure/v1/report.pb.h"

namespace disclosure::query {

// The scopes, in the order of lists.
inline constexpr std::array<v1::Scope, 2> kScopes = {v1::SCOPE_OWN,
                                                     v1::SCOPE_AREA};

// The key of a report: ids have no blank, so keys compare as (id, scope).
inline std::string ReportKey(std::string_view office, v1::Scope scope) {
  return std::string(office) + (scope == v1::SCOPE_AREA ? " 2" : " 1");
}

// The office of a key; empty for an empty one.
inline std::string_view OfficeOfKey(std::string_view key) {
  return key.substr(0, key.find(' '));
}

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_REPORT_KEY_H_
