// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/csv.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "registry/csv_words.h"
#include "registry/years.h"

namespace disclosure::registry {
namespace {

struct Column {
  const char* name;
  // Its file must have it.
  bool required;
};

constexpr Column kRegionColumns[] = {
    {"code", true},        {"name", true},        {"kind", true},
    {"level", true},       {"parent", true},      {"run_by", false},
    {"counted_by", false}, {"first_year", false}, {"last_year", false},
    {"aliases", false},    {"successor", false}};
constexpr Column kOfficeColumns[] = {
    {"id", true},           {"name", true},        {"region", true},
    {"line", true},         {"kind", true},        {"reports", true},
    {"counts", true},       {"first_year", false}, {"last_year", false},
    {"credit_code", false}, {"aliases", false},    {"contact", false}};

// Blanks that a hand leaves at the ends of a field.
std::string Trimmed(std::string_view text) {
  constexpr std::string_view kWideBlank = "\xE3\x80\x80";
  while (!text.empty()) {
    if (text.front() == ' ' || text.front() == '\t') {
      text.remove_prefix(1);
    } else if (text.back() == ' ' || text.back() == '\t') {
      text.remove_suffix(1);
    } else if (text.starts_with(kWideBlank)) {
      text.remove_prefix(kWideBlank.size());
    } else if (text.ends_with(kWideBlank)) {
      text.remove_suffix(kWideBlank.size());
    } else {
      break;
    }
  }
  return std::string(text);
}

// What is wrong in one file.
class FileProblems {
 public:
  explicit FileProblems(std::string_view file) : file_(file) {}

  void Add(int line, std::string en, std::string zh) {
    if (problems_.size() >= size_t{kProblemsMax}) return;
    problems_.push_back({{file_, line}, std::move(en), std::move(zh)});
  }

  const std::string& file() const { return file_; }
  size_t size() const { return problems_.size(); }
  std::vector<FileProblem> Take() && { return std::move(problems_); }

 private:
  const std::string file_;
  std::vector<FileProblem> problems_;
};

// Where each column stands.
using Header = std::map<std::string, size_t, std::less<>>;

// One record, read field by field; what is wrong goes to the problems.
class Fields {
 public:
  Fields(const Header& header, const base::CsvRecord& record,
         FileProblems& problems)
      : header_(header), record_(record), problems_(problems) {}

  std::string Text(std::string_view column) const {
    const auto at = header_.find(column);
    return at == header_.end() ? "" : Trimmed(record_.fields[at->second]);
  }

  // The value of a word; `if_empty` for an empty field, where that is not 0.
  template <size_t N>
  int Word(std::string_view column, const char* const (&words)[N],
           int if_empty = 0) {
    const std::string text = Text(column);
    if (text.empty() && if_empty != 0) return if_empty;
    const int value = ValueOf(words, text);
    if (value == 0) Expected(column, text, AllWords(words));
    return value;
  }

  // 0 for an empty field.
  int Year(std::string_view column) {
    const std::string text = Text(column);
    if (text.empty()) return 0;
    const std::optional<int64_t> year = base::ParseInt64(text);
    if (year.has_value() && *year >= kFirstYearMin && *year <= kLastYearMax) {
      return static_cast<int>(*year);
    }
    const std::string range = absl::StrCat(kFirstYearMin, "-", kLastYearMax);
    Add(absl::StrCat(std::string(column), " \"", Shown(text),
                     "\": expected a year, ", range, ", or nothing"),
        absl::StrCat(std::string(column), " “", Shown(text), "”：应为年份 ",
                     range, "，或留空"));
    return 0;
  }

  template <typename Names>
  void List(std::string_view column, Names* names) const {
    const std::vector<std::string> parts = absl::StrSplit(Text(column), ';');
    for (const std::string& part : parts) {
      if (std::string name = Trimmed(part); !name.empty()) {
        *names->Add() = std::move(name);
      }
    }
  }

 private:
  void Add(std::string en, std::string zh) {
    problems_.Add(record_.line, std::move(en), std::move(zh));
  }

  void Expected(std::string_view column, const std::string& text,
                const std::string& words) {
    const std::string name(column);
    if (text.empty()) {
      Add(absl::StrCat(name, " is empty; expected one of: ", words),
          absl::StrCat(name, " 未填，应为其中之一：", words));
    } else {
      Add(absl::StrCat(name, " \"", Shown(text),
                       "\": expected one of: ", words),
          absl::StrCat(name, " “", Shown(text), "”：应为其中之一：", words));
    }
  }

  const Header& header_;
  const base::CsvRecord& record_;
  FileProblems& problems_;
};

v1::RegionRow ReadRegion(Fields fields) {
  v1::RegionRow row;
  row.set_code(fields.Text("code"));
  row.set_name(fields.Text("name"));
  row.set_kind(
      static_cast<v1::RegionKind>(fields.Word("kind", kRegionKindWords)));
  row.set_level(static_cast<v1::Level>(fields.Word("level", kLevelWords)));
  row.set_parent(fields.Text("parent"));
  row.set_run_by(fields.Text("run_by"));
  row.set_counted_by(static_cast<v1::CountedBy>(
      fields.Word("counted_by", kCountedByWords, v1::COUNTED_BY_PARTS)));
  row.set_first_year(fields.Year("first_year"));
  row.set_last_year(fields.Year("last_year"));
  fields.List("aliases", row.mutable_aliases());
  fields.List("successor", row.mutable_successors());
  return row;
}

v1::OfficeRow ReadOffice(Fields fields) {
  v1::OfficeRow row;
  row.set_id(fields.Text("id"));
  row.set_name(fields.Text("name"));
  row.set_region(fields.Text("region"));
  row.set_line(fields.Text("line"));
  row.set_kind(
      static_cast<v1::OfficeKind>(fields.Word("kind", kOfficeKindWords)));
  const int reports = fields.Word("reports", kReportsWords);
  row.set_reports_own((reports & 1) != 0);
  row.set_reports_area((reports & 2) != 0);
  row.set_not_counted(fields.Word("counts", kCountsWords) == 2);
  row.set_first_year(fields.Year("first_year"));
  row.set_last_year(fields.Year("last_year"));
  row.set_credit_code(fields.Text("credit_code"));
  fields.List("aliases", row.mutable_aliases());
  row.set_contact(fields.Text("contact"));
  return row;
}

template <size_t N>
Header ReadHeader(const base::CsvRecord& record, const Column (&columns)[N],
                  FileProblems& problems) {
  const std::string known = absl::StrJoin(
      columns, " ",
      [](std::string* out, const Column& column) { out->append(column.name); });
  Header header;
  for (size_t i = 0; i < record.fields.size(); ++i) {
    const std::string name = Trimmed(record.fields[i]);
    const bool is_known =
        std::any_of(std::begin(columns), std::end(columns),
                    [&name](const Column& one) { return one.name == name; });
    if (!is_known) {
      problems.Add(
          record.line,
          absl::StrCat("unknown column \"", Shown(name),
                       "\"; known are: ", known),
          absl::StrCat("无法识别的列 “", Shown(name), "”，可用的列：", known));
    } else if (!header.emplace(name, i).second) {
      problems.Add(record.line, absl::StrCat("column ", name, " stands twice"),
                   absl::StrCat("列 ", name, " 重复"));
    }
  }
  for (const Column& column : columns) {
    if (!column.required || header.contains(column.name)) continue;
    problems.Add(record.line,
                 absl::StrCat("column ", column.name, " is missing"),
                 absl::StrCat("缺少列 ", column.name));
  }
  return header;
}

// Calls read(fields) for each record below the header; a record that it finds
// nothing wrong with is kept.
template <size_t N, typename Read, typename Keep>
void ReadRecords(const std::vector<base::CsvRecord>& records,
                 const Column (&columns)[N], FileProblems& problems, Read read,
                 Keep keep) {
  const Header header = ReadHeader(records.front(), columns, problems);
  // Fields under a wrong header would only add noise.
  if (problems.size() > 0) return;
  const size_t width = records.front().fields.size();
  for (size_t i = 1; i < records.size(); ++i) {
    const base::CsvRecord& record = records[i];
    const bool is_empty = std::all_of(
        record.fields.begin(), record.fields.end(),
        [](const std::string& field) { return Trimmed(field).empty(); });
    if (is_empty) continue;
    if (record.fields.size() != width) {
      problems.Add(record.line,
                   absl::StrCat("the row has ", record.fields.size(),
                                " fields, the header has ", width),
                   absl::StrCat("本行有 ", record.fields.size(),
                                " 个字段，表头有 ", width, " 个"));
      continue;
    }
    const size_t before = problems.size();
    auto row = read(Fields(header, record, problems));
    if (problems.size() == before) {
      keep(std::move(row), FilePlace{problems.file(), record.line});
    }
  }
}

bool HasColumn(const base::CsvRecord& header, std::string_view name) {
  return std::any_of(
      header.fields.begin(), header.fields.end(),
      [name](const std::string& field) { return Trimmed(field) == name; });
}

std::string WithoutPrefix(std::string_view text, std::string_view prefix) {
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  return std::string(text);
}

// Adds the place of every row that `text` speaks of.
std::string WithPlaces(const RegistryFiles& files, std::string_view text) {
  std::string out;
  while (!text.empty()) {
    size_t begin = text.size();
    for (const std::string_view table : {"regions[", "offices["}) {
      begin = std::min(begin, text.find(table));
    }
    begin = std::min(begin, text.size());
    out.append(text.substr(0, begin));
    text.remove_prefix(begin);
    const size_t end = text.find(']');
    if (text.empty() || end == std::string_view::npos) break;
    const std::string_view row = text.substr(0, end + 1);
    const FilePlace place = PlaceOf(files, row);
    out += place.file.empty() ? std::string(row)
                              : absl::StrCat(place.file, ":", place.line);
    text.remove_prefix(end + 1);
  }
  out.append(text);
  return out;
}

}  // namespace

std::vector<FileProblem> ReadRegistryCsv(std::string_view name,
                                         std::string_view text,
                                         RegistryFiles& files) {
  FileProblems problems(name);
  const absl::StatusOr<std::vector<base::CsvRecord>> records =
      base::ParseCsv(text);
  if (!records.ok()) {
    // Its texts begin with the line, which the place says already.
    base::ErrorDetails details = base::GetErrorDetails(records.status());
    const std::string line = details.metadata["line"];
    const std::string en(records.status().message());
    problems.Add(static_cast<int>(base::ParseInt64(line).value_or(0)),
                 WithoutPrefix(en, absl::StrCat("line ", line, ": ")),
                 WithoutPrefix(details.zh, absl::StrCat("第 ", line, " 行：")));
  } else if (records->empty()) {
    problems.Add(1, "the file is empty; expected a header with the columns",
                 "文件为空，应有列名一行");
  } else if (HasColumn(records->front(), "code")) {
    ReadRecords(*records, kRegionColumns, problems, ReadRegion,
                [&files](v1::RegionRow row, FilePlace place) {
                  *files.rows.add_regions() = std::move(row);
                  files.regions.push_back(std::move(place));
                });
  } else if (HasColumn(records->front(), "id")) {
    ReadRecords(*records, kOfficeColumns, problems, ReadOffice,
                [&files](v1::OfficeRow row, FilePlace place) {
                  *files.rows.add_offices() = std::move(row);
                  files.offices.push_back(std::move(place));
                });
  } else {
    problems.Add(records->front().line,
                 "the header has neither the column code (regions) nor id "
                 "(offices)",
                 "表头既没有 code 列（地区表），也没有 id 列（填报单位表）");
  }
  return std::move(problems).Take();
}

FilePlace PlaceOf(const RegistryFiles& files, std::string_view row) {
  for (const auto& [table, places] :
       {std::pair<std::string_view, const std::vector<FilePlace>&>(
            "regions[", files.regions),
        std::pair<std::string_view, const std::vector<FilePlace>&>(
            "offices[", files.offices)}) {
    if (!row.starts_with(table) || !row.ends_with(']')) continue;
    const std::optional<int64_t> index = base::ParseInt64(
        row.substr(table.size(), row.size() - table.size() - 1));
    if (index.has_value() && *index >= 0 &&
        *index < static_cast<int64_t>(places.size())) {
      return places[static_cast<size_t>(*index)];
    }
  }
  return {};
}

FileProblem InFile(const RegistryFiles& files, std::string_view row,
                   std::string_view en, std::string_view zh) {
  return {PlaceOf(files, row), WithPlaces(files, en), WithPlaces(files, zh)};
}

FileProblem InFile(const RegistryFiles& files, const Problem& problem) {
  return InFile(files, problem.RowName(), problem.en, problem.zh);
}

}  // namespace disclosure::registry
