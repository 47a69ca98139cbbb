// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/title.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "documents/read/characters.h"

namespace disclosure::documents {
namespace {

// Titles stand among the first paragraphs; a web page has menus before them.
constexpr size_t kParagraphsMax = 400;
// Characters of a title, and of an office's name that stands on its own line.
constexpr size_t kTitleLettersMax = 80;
constexpr size_t kNameLettersMax = 40;
constexpr int kFirstYear = 2008;
constexpr int kLastYear = 2099;

constexpr std::u32string_view kSubject = U"政府信息公开";
constexpr std::array<std::u32string_view, 4> kReports = {
    U"年度报告", U"年报", U"年度工作报告", U"工作报告"};

// How the names of bodies end.
constexpr std::array<std::u32string_view, 29> kBodies = {
    U"局",   U"处",   U"府", U"办", U"委",     U"院", U"中心", U"街道",
    U"镇",   U"乡",   U"厅", U"会", U"队",     U"所", U"站",   U"市",
    U"县",   U"区",   U"省", U"旗", U"办公室", U"部", U"公司", U"学校",
    U"大学", U"医院", U"行", U"州", U"社"};
constexpr std::array<std::u32string_view, 8> kAreas = {
    U"省", U"市", U"县", U"区", U"州", U"盟", U"旗", U"自治区"};
constexpr std::u32string_view kGovernment = U"人民政府";

std::u32string Letters(const std::string& text) {
  return base::DecodeUtf8(Comparable(text));
}

// The digit that the character is, also 二〇二〇; -1: none.
int DigitOf(char32_t c) {
  constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
  if (c >= U'0' && c <= U'9') return static_cast<int>(c - U'0');
  if (c == U'零' || c == U'○' || c == U'o') return 0;
  const size_t at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

// A year written from `at` on in four digits; nothing if there is none.
std::optional<int> YearAt(std::u32string_view text, size_t at) {
  if (at + 4 > text.size()) return std::nullopt;
  if (at > 0 && DigitOf(text[at - 1]) >= 0) return std::nullopt;
  int year = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const int digit = DigitOf(text[i]);
    if (digit < 0) return std::nullopt;
    year = 10 * year + digit;
  }
  if (at + 4 < text.size() && DigitOf(text[at + 4]) >= 0) return std::nullopt;
  if (year < kFirstYear || year > kLastYear) return std::nullopt;
  return year;
}

// The first year in a text with the place behind it and its 年, 年度.
struct FoundYear {
  int year = 0;
  size_t begin = 0;
  size_t end = 0;
};
std::optional<FoundYear> FindYear(std::u32string_view text) {
  for (size_t at = 0; at + 4 <= text.size(); ++at) {
    const auto year = YearAt(text, at);
    if (!year) continue;
    FoundYear found{*year, at, at + 4};
    if (text.substr(found.end).starts_with(U"年")) ++found.end;
    // The 年度 of 年度报告 is not the year's.
    if (text.substr(found.end).starts_with(U"度") &&
        !text.substr(found.end).starts_with(U"度报告")) {
      ++found.end;
    }
    return found;
  }
  return std::nullopt;
}

bool EndsLikeBody(std::u32string_view name) {
  return std::any_of(kBodies.begin(), kBodies.end(),
                     [&](auto ending) { return name.ends_with(ending); });
}

// What may be a name, without what stands around names in titles.
std::u32string TrimName(std::u32string_view name) {
  constexpr std::u32string_view kAround = U"()[]<>\"',.:;-_|《》【】·";
  const auto trim = [&] {
    while (!name.empty() && kAround.find(name.front()) != kAround.npos) {
      name.remove_prefix(1);
    }
    while (!name.empty() && kAround.find(name.back()) != kAround.npos) {
      name.remove_suffix(1);
    }
  };
  trim();
  if (name.starts_with(U"关于")) name.remove_prefix(2);
  if (name.ends_with(U"关于")) name.remove_suffix(2);
  trim();
  return std::u32string(name);
}

struct TitleLine {
  std::u32string name;
  std::optional<int> year;
};

// Reads a line as the title of a report; nothing if it is none.
std::optional<TitleLine> ReadTitle(const std::u32string& line) {
  if (line.size() > kTitleLettersMax) return std::nullopt;
  const size_t subject = line.find(kSubject);
  if (subject == std::u32string::npos) return std::nullopt;
  const std::u32string_view rest =
      std::u32string_view(line).substr(subject + kSubject.size());
  const bool report = std::any_of(
      kReports.begin(), kReports.end(),
      [&](auto word) { return rest.find(word) != std::u32string_view::npos; });
  if (!report) return std::nullopt;
  TitleLine title;
  std::u32string before = line.substr(0, subject);
  if (const auto year = FindYear(before)) {
    title.year = year->year;
    // Before the year or, where it leads, behind it.
    std::u32string name = TrimName(before.substr(0, year->begin));
    if (name.empty()) name = TrimName(before.substr(year->end));
    title.name = std::move(name);
  } else {
    title.name = TrimName(before);
    if (const auto behind = FindYear(rest)) title.year = behind->year;
  }
  return title;
}

// What the title lacks, from the line above it: 某某局, or 某某局2023年度.
void CompleteFrom(const std::u32string& above, TitleLine* title) {
  std::u32string name = TrimName(above);
  const auto year = FindYear(above);
  if (year) name = TrimName(above.substr(0, year->begin));
  if (!EndsLikeBody(name)) return;
  if (title->name.empty()) title->name = std::move(name);
  if (!title->year && year) title->year = year->year;
}

// The year of 20xx年1月1日至…12月31日 in a text; 0: none.
int PeriodYear(const std::u32string& text) {
  for (size_t at = 0; at + 9 <= text.size(); ++at) {
    const auto year = YearAt(text, at);
    if (!year) continue;
    const std::u32string_view rest = std::u32string_view(text).substr(at + 4);
    if (!rest.starts_with(U"年1月1日")) continue;
    if (rest.substr(0, 24).find(U"12月31日") != std::u32string_view::npos) {
      return *year;
    }
  }
  return 0;
}

v1::Scope ScopeOf(std::u32string_view name) {
  if (name.ends_with(kGovernment)) name.remove_suffix(kGovernment.size());
  const bool area = std::any_of(kAreas.begin(), kAreas.end(), [&](auto ending) {
    return name.size() > ending.size() && name.ends_with(ending);
  });
  return area ? v1::SCOPE_AREA : v1::SCOPE_OWN;
}

// Where the first section begins: 一、总体情况.
bool IsFirstHeading(const std::u32string& line) {
  return line.size() > 4 && line.size() < 20 && line[0] == U'一' &&
         std::u32string_view(U"、,.").find(line[1]) !=
             std::u32string_view::npos &&
         line.ends_with(U"情况");
}

// The lines where a title may stand: paragraphs, and cells before the first
// paragraph of a document laid out in tables.
std::vector<std::u32string> TitleLines(const Document& document) {
  std::vector<std::u32string> lines;
  for (const Block& block : document.blocks) {
    if (lines.size() >= kParagraphsMax) break;
    if (block.table < 0) {
      if (block.text.size() <= 8 * kTitleLettersMax) {
        lines.push_back(Letters(block.text));
      }
      continue;
    }
    const Table& table = document.tables[static_cast<size_t>(block.table)];
    for (size_t i = 0; i < std::min<size_t>(table.cells.size(), 4); ++i) {
      lines.push_back(Letters(table.cells[i].text));
    }
  }
  return lines;
}

// The title that line i is or begins.
std::optional<TitleLine> TitleAt(const std::vector<std::u32string>& lines,
                                 size_t i) {
  std::optional<TitleLine> line = ReadTitle(lines[i]);
  // A title over two lines: the name, or the subject, on the first.
  if (!line && i + 1 < lines.size() &&
      lines[i].size() + lines[i + 1].size() <= kTitleLettersMax &&
      lines[i + 1].find(kSubject) == std::u32string::npos) {
    line = ReadTitle(lines[i] + lines[i + 1]);
  }
  if (line && i > 0 && lines[i - 1].size() <= kNameLettersMax) {
    CompleteFrom(lines[i - 1], &*line);
  }
  return line;
}

int Completeness(const TitleLine& title) {
  return (title.year ? 1 : 0) + (title.name.empty() ? 0 : 1);
}

// The most complete title. Above the first section it is the last, since menus
// with older reports stand before it; below, the first.
TitleLine ChooseTitle(const std::vector<std::u32string>& lines) {
  const auto heading = std::find_if(lines.begin(), lines.end(), IsFirstHeading);
  const auto first_section = static_cast<size_t>(heading - lines.begin());
  TitleLine best;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i == first_section && Completeness(best) > 0) break;
    const std::optional<TitleLine> line = TitleAt(lines, i);
    if (!line) continue;
    const int more = Completeness(*line) - Completeness(best);
    if (more > 0 || (more == 0 && i < first_section)) best = *line;
  }
  return best;
}

}  // namespace

Title FindTitle(const Document& document, std::string_view file_name) {
  Title title;
  const TitleLine line = ChooseTitle(TitleLines(document));
  title.year = line.year.value_or(0);
  for (const Block& block : document.blocks) {
    if (title.period_year != 0) break;
    if (block.table < 0) title.period_year = PeriodYear(Letters(block.text));
  }
  if (title.year == 0) title.year = title.period_year;
  if (title.year == 0) {
    const std::u32string file = Letters(std::string(file_name));
    if (const auto year = FindYear(file)) title.year = year->year;
  }
  if (line.name.size() <= kNameLettersMax) {
    title.office_name = base::EncodeUtf8(line.name);
    title.scope = ScopeOf(line.name);
  }
  return title;
}

}  // namespace disclosure::documents
