// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "form/repair_parts.h"

namespace disclosure::form {
namespace {

// Whether two neighbouring digits are in each other's place.
bool IsTransposed(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] &&
         a.compare(i + 2, a.npos, b, i + 2) == 0;
}

// Whether leaving out one digit of `longer` gives `shorter`.
bool LacksOne(const std::string& shorter, const std::string& longer) {
  if (shorter.size() + 1 != longer.size()) return false;
  size_t i = 0;
  while (i < shorter.size() && shorter[i] == longer[i]) ++i;
  return shorter.compare(i, shorter.npos, longer, i + 1) == 0;
}

int DifferentDigits(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return static_cast<int>(a.size() + b.size());
  int count = 0;
  for (size_t i = 0; i < a.size(); ++i) count += a[i] == b[i] ? 0 : 1;
  return count;
}

struct Words {
  const char* name;
  const char* zh;
  const char* en;
};

const Words& WordsOf(Slip slip) {
  static constexpr Words kWords[] = {
      {"total_wrong", "总计未更新", "total not updated"},
      {"digits_transposed", "数字颠倒", "digits transposed"},
      {"cells_swapped", "相邻两格对调", "two neighbouring cells swapped"},
      {"row_shifted", "整行错位一格", "row shifted by one cell"},
      {"digit_missing", "多写或漏写一位数字", "one digit too many or too few"},
      {"sign_wrong", "正负号写反", "sign reversed"},
      {"other", "", ""}};
  return kWords[static_cast<size_t>(slip)];
}

}  // namespace

Guess GuessSlip(int64_t from, int64_t to, bool is_total) {
  const std::string was = std::to_string(from);
  const std::string is = std::to_string(to);
  // 12 and 21; a leading zero is not written: 1 and 10 are not such a pair.
  if (IsTransposed(was, is)) return {Slip::kDigitsTransposed, 1};
  if (from == -to) return {Slip::kSignWrong, 1};
  if (is_total) return {Slip::kTotalWrong, from == 0 ? 1 : 2};
  if (from != 0 && to != 0 && (LacksOne(was, is) || LacksOne(is, was))) {
    return {Slip::kDigitMissing, 2};
  }
  if (DifferentDigits(was, is) == 1) return {Slip::kOther, 3};
  return {Slip::kOther, 4};
}

const char* SlipZh(Slip slip) { return WordsOf(slip).zh; }
const char* SlipEn(Slip slip) { return WordsOf(slip).en; }
const char* SlipName(Slip slip) { return WordsOf(slip).name; }

}  // namespace disclosure::form
