// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Money as people write it in the form: units of 10,000 yuan (万元), kept as
// whole fen. 1 fen is the sixth decimal, so both directions are exact. Pure
// functions, thread-safe.

#ifndef DISCLOSURE_FORM_MONEY_H_
#define DISCLOSURE_FORM_MONEY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace disclosure::form {

// 96171600000 -> "96171.6"; no decimals where none are needed.
std::string FormatWanYuan(int64_t fen);

// "96171.6" -> 96171600000. Digits with at most 6 decimals, a minus allowed.
// INVALID_ARGUMENT (AMOUNT_UNREADABLE) for anything else, separators and units
// too.
absl::StatusOr<int64_t> ParseWanYuan(std::string_view text);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_MONEY_H_
