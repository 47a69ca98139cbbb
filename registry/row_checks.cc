// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/row_checks.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/text.h"
#include "registry/years.h"

namespace disclosure::registry {
namespace {

constexpr size_t kCodeBytesMax = 20;
constexpr size_t kIdBytesMax = 32;
constexpr size_t kNameBytesMax = 200;
constexpr size_t kCreditCodeBytes = 18;
constexpr int kAliasesMax = 50;
// A due date lies at most this many years after the year reported on.
constexpr int kDueYearsMax = 10;

bool IsUpperOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

bool IsCode(std::string_view text, size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return IsUpperOrDigit(c) || (c >= 'a' && c <= 'z') || c == '-';
         });
}

// The problems of one row.
class RowProblems {
 public:
  RowProblems(RowTable table, int index, ProblemList& problems)
      : table_(table), index_(index), problems_(problems) {}

  void Add(std::string en, std::string zh) {
    problems_.Add(table_, index_, std::move(en), std::move(zh));
  }

  bool Code(std::string_view field, std::string_view text, size_t bytes_max) {
    if (IsCode(text, bytes_max)) return true;
    const std::string name(field);
    Add(absl::StrCat(name, " \"", Shown(text), "\": expected 1 to ", bytes_max,
                     " letters, digits or \"-\""),
        absl::StrCat(name, " “", Shown(text), "”：应为 1 至 ", bytes_max,
                     " 位字母、数字或“-”"));
    return false;
  }

  // A name that people read: one line of text.
  void Name(std::string_view field, std::string_view text, bool required) {
    const std::string name(field);
    if (text.empty()) {
      if (required) Add(name + " is empty", name + " 未填");
    } else if (text.size() > kNameBytesMax) {
      Add(absl::StrCat(name, " \"", Shown(text), "\" has ", text.size(),
                       " bytes; at most ", kNameBytesMax, " are allowed"),
          absl::StrCat(name, " “", Shown(text), "”有 ", text.size(),
                       " 字节，最多 ", kNameBytesMax, " 字节"));
    } else if (!base::IsValidUtf8(text)) {
      Add(absl::StrCat(name, " \"", Shown(text), "\" is not UTF-8"),
          absl::StrCat(name, " “", Shown(text), "”不是 UTF-8 编码"));
    } else if (std::any_of(text.begin(), text.end(), [](char c) {
                 return (c >= 0 && c < 0x20) || c == 0x7F;
               })) {
      Add(absl::StrCat(name, " \"", Shown(text),
                       "\" has a line end or another control character"),
          absl::StrCat(name, " “", Shown(text), "”含换行或其他控制字符"));
    }
  }

  template <typename Names>
  void Aliases(const Names& aliases) {
    if (aliases.size() > kAliasesMax) {
      Add(absl::StrCat(aliases.size(), " aliases; at most ", kAliasesMax,
                       " are allowed"),
          absl::StrCat("别名 ", aliases.size(), " 个，最多 ", kAliasesMax,
                       " 个"));
      return;
    }
    for (const std::string& alias : aliases) {
      Name("aliases", alias, true);
      if (alias.find(';') == std::string::npos) continue;
      Add(absl::StrCat("alias \"", Shown(alias),
                       "\" has a \";\", which separates aliases in files"),
          absl::StrCat("别名 “", Shown(alias), "”含“;”，文件中以它分隔别名"));
    }
  }

  bool Years(int first, int last) {
    bool good = true;
    for (const auto& [field, year] :
         {std::pair("first_year", first), std::pair("last_year", last)}) {
      if (year == 0 || (year >= kFirstYearMin && year <= kLastYearMax)) {
        continue;
      }
      good = false;
      Add(absl::StrCat(field, " ", year, ": expected ", kFirstYearMin, " to ",
                       kLastYearMax, ", or none"),
          absl::StrCat(field, " ", year, "：应为 ", kFirstYearMin, " 至 ",
                       kLastYearMax, "，或不填"));
    }
    if (good && last != 0 && first > last) {
      good = false;
      Add(absl::StrCat("first_year ", first, " is after last_year ", last),
          absl::StrCat("first_year ", first, " 晚于 last_year ", last));
    }
    return good;
  }

  // A value of an enum that the row must name.
  void Known(const char* field, bool known) {
    if (known) return;
    Add(absl::StrCat(field, " is missing or unknown"),
        absl::StrCat(field, " 未填或无法识别"));
  }

 private:
  const RowTable table_;
  const int index_;
  ProblemList& problems_;
};

}  // namespace

bool CheckRegionRow(const v1::RegionRow& row, int index,
                    ProblemList& problems) {
  RowProblems check(RowTable::kRegions, index, problems);
  const bool code = check.Code("code", row.code(), kCodeBytesMax);
  const bool years = check.Years(row.first_year(), row.last_year());
  check.Name("name", row.name(), true);
  check.Known("kind", row.kind() != v1::REGION_KIND_UNSPECIFIED &&
                          v1::RegionKind_IsValid(row.kind()));
  check.Known("level", row.level() != v1::LEVEL_UNSPECIFIED &&
                           v1::Level_IsValid(row.level()));
  check.Known("counted_by", v1::CountedBy_IsValid(row.counted_by()));
  check.Aliases(row.aliases());
  for (const std::string& successor : row.successors()) {
    check.Code("successor", successor, kCodeBytesMax);
  }
  return code && years;
}

bool CheckOfficeRow(const v1::OfficeRow& row, int index,
                    ProblemList& problems) {
  RowProblems check(RowTable::kOffices, index, problems);
  const bool id = check.Code("id", row.id(), kIdBytesMax);
  const bool years = check.Years(row.first_year(), row.last_year());
  check.Name("name", row.name(), true);
  check.Name("line", row.line(), true);
  check.Known("kind", row.kind() != v1::OFFICE_KIND_UNSPECIFIED &&
                          v1::OfficeKind_IsValid(row.kind()));
  if (!row.reports_own() && !row.reports_area()) {
    check.Add("reports nothing; expected own, area or both",
              "未指明应报哪些报告；应为本机关（own）、本地区（area）或两者");
  }
  const std::string& credit = row.credit_code();
  if (!credit.empty() &&
      (credit.size() != kCreditCodeBytes ||
       !std::all_of(credit.begin(), credit.end(), IsUpperOrDigit))) {
    check.Add(
        absl::StrCat("credit_code \"", Shown(credit), "\": expected ",
                     kCreditCodeBytes, " digits or capital letters, or none"),
        absl::StrCat("credit_code “", Shown(credit), "”：应为 ",
                     kCreditCodeBytes, " 位数字或大写字母，或不填"));
  }
  check.Aliases(row.aliases());
  check.Name("contact", row.contact(), false);
  return id && years;
}

bool CheckDueDate(const v1::DueDate& row, int index, ProblemList& problems) {
  RowProblems check(RowTable::kDueDates, index, problems);
  const int report_year = row.report_year();
  if (report_year < kFirstYearMin || report_year > kLastYearMax) {
    check.Add(absl::StrCat("report_year ", report_year, ": expected ",
                           kFirstYearMin, " to ", kLastYearMax),
              absl::StrCat("report_year ", report_year, "：应为 ",
                           kFirstYearMin, " 至 ", kLastYearMax));
    return false;
  }
  // A date that does not exist is moved to one that does.
  const absl::CivilDay day(row.year(), row.month(), row.day());
  const bool real = day.year() == row.year() && day.month() == row.month() &&
                    day.day() == row.day();
  if (real && row.year() > report_year &&
      row.year() <= report_year + kDueYearsMax) {
    return true;
  }
  const std::string found =
      absl::StrCat(row.year(), "-", row.month(), "-", row.day());
  check.Add(absl::StrCat("due date ", found, " of the reports of ", report_year,
                         ": expected a day in ", report_year + 1, " to ",
                         report_year + kDueYearsMax),
            absl::StrCat(report_year, " 年度报告的截止日期 ", found, "：应为 ",
                         report_year + 1, " 至 ", report_year + kDueYearsMax,
                         " 年中的一天"));
  return false;
}

}  // namespace disclosure::registry
