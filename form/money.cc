// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/money.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/error.h"
#include "base/text.h"

namespace disclosure::form {
namespace {

constexpr int64_t kFenPerWanYuan = 1'000'000;
constexpr size_t kDecimals = 6;

bool AreDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

absl::Status Unreadable(std::string_view text) {
  const std::string found(text);
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "AMOUNT_UNREADABLE",
      absl::StrCat("\"", found,
                   "\" is no amount in 10,000 yuan: write digits with at most "
                   "6 decimals, without unit or separators, such as 96171.6"),
      absl::StrCat("“", found,
                   "”不是以万元为单位的金额：请只写数字，小数不超过 6 位，"
                   "不写单位和分隔符，例如 96171.6"));
}

}  // namespace

std::string FormatWanYuan(int64_t fen) {
  const bool negative = fen < 0;
  // Unsigned, so that the smallest value has a size too.
  const uint64_t size =
      negative ? uint64_t{0} - static_cast<uint64_t>(fen) : fen;
  std::string text =
      absl::StrFormat("%s%d.%06d", negative ? "-" : "", size / kFenPerWanYuan,
                      size % kFenPerWanYuan);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

absl::StatusOr<int64_t> ParseWanYuan(std::string_view text) {
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view decimals;
  if (point != std::string_view::npos) {
    decimals = text.substr(point + 1);
    if (decimals.empty()) return Unreadable(text);
  }
  std::string_view digits = whole;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  if (digits.empty() || !AreDigits(digits) || !AreDigits(decimals) ||
      decimals.size() > kDecimals) {
    return Unreadable(text);
  }
  std::string fen(whole);
  fen.append(decimals);
  fen.append(kDecimals - decimals.size(), '0');
  const auto value = base::ParseInt64(fen);
  if (!value.has_value()) return Unreadable(text);
  return *value;
}

}  // namespace disclosure::form
