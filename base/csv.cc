// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/csv.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/text.h"

namespace disclosure::base {
namespace {

bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

absl::Status ErrorAt(int line, const char* reason, const std::string& en,
                     const std::string& zh) {
  ErrorDetails details;
  details.reason = reason;
  details.zh = absl::StrCat("第 ", line, " 行：", zh);
  details.metadata["line"] = absl::StrCat(line);
  return MakeError(absl::StatusCode::kInvalidArgument,
                   absl::StrCat("line ", line, ": ", en), std::move(details));
}

absl::Status NotUtf8(int line) {
  return ErrorAt(line, "CSV_NOT_UTF8",
                 "the file is not UTF-8 text; save it as \"CSV UTF-8\" in the "
                 "spreadsheet",
                 "文件不是 UTF-8 编码。请在表格软件中另存为“CSV "
                 "UTF-8（逗号分隔）”。");
}

absl::Status BadQuotes(int line, const std::string& en, const std::string& zh) {
  return ErrorAt(line, "CSV_QUOTES",
                 en + "; a field that holds a quote stands in quotes, and the "
                      "quote in it is doubled",
                 zh + "。含引号的字段须整体加引号，其中的引号写两遍。");
}

// The number of the first line that is not text, or 0.
int FindForeignLine(std::string_view text) {
  if (text.find('\0') == std::string_view::npos && IsValidUtf8(text)) return 0;
  int line = 1;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view one = text.substr(0, end);
    if (one.find('\0') != std::string_view::npos || !IsValidUtf8(one)) break;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
    ++line;
  }
  return line;
}

// Reads one record after the other from a text that is known to be UTF-8.
class CsvScanner {
 public:
  explicit CsvScanner(std::string_view text) : text_(text) {}

  bool AtEnd() const { return at_ == text_.size(); }

  // True if a line end stood here and was passed.
  bool SkipLineEnd() {
    if (AtEnd() || !IsLineEnd(text_[at_])) return false;
    const bool pair = text_.substr(at_, 2) == "\r\n";
    at_ += pair ? 2 : 1;
    ++line_;
    return true;
  }

  absl::StatusOr<CsvRecord> Next() {
    CsvRecord record;
    record.line = line_;
    while (true) {
      absl::StatusOr<std::string> field = Field();
      if (!field.ok()) return field.status();
      record.fields.push_back(*std::move(field));
      if (AtEnd() || text_[at_] != ',') break;
      ++at_;
    }
    SkipLineEnd();
    return record;
  }

 private:
  absl::StatusOr<std::string> Field() {
    if (!AtEnd() && text_[at_] == '"') return QuotedField();
    const size_t begin = at_;
    while (!AtEnd() && text_[at_] != ',' && !IsLineEnd(text_[at_])) {
      if (text_[at_] == '"') {
        return BadQuotes(line_, "a quote inside a field without quotes",
                         "未加引号的字段中有引号");
      }
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  absl::StatusOr<std::string> QuotedField() {
    const int begin_line = line_;
    std::string value;
    ++at_;
    while (true) {
      if (AtEnd()) {
        return BadQuotes(begin_line, "the quote opened here is never closed",
                         "此处开始的引号没有结束");
      }
      const char c = text_[at_];
      if (c != '"') {
        const size_t before = at_;
        if (!SkipLineEnd()) ++at_;
        value.append(text_.substr(before, at_ - before));
        continue;
      }
      ++at_;
      if (AtEnd() || text_[at_] != '"') break;
      value.push_back('"');
      ++at_;
    }
    if (!AtEnd() && text_[at_] != ',' && !IsLineEnd(text_[at_])) {
      return BadQuotes(line_, "text after a closing quote",
                       "引号结束后还有文字");
    }
    return value;
  }

  const std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

absl::StatusOr<std::vector<CsvRecord>> ParseCsv(std::string_view text) {
  if (const int line = FindForeignLine(text); line > 0) return NotUtf8(line);
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::vector<CsvRecord> records;
  CsvScanner scanner(text);
  while (!scanner.AtEnd()) {
    if (scanner.SkipLineEnd()) continue;
    absl::StatusOr<CsvRecord> record = scanner.Next();
    if (!record.ok()) return record.status();
    records.push_back(*std::move(record));
  }
  return records;
}

std::string CsvField(std::string_view value) {
  const bool edge_space =
      !value.empty() && (value.front() == ' ' || value.back() == ' ');
  if (!edge_space && value.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(value);
  }
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  quoted.push_back('"');
  return quoted;
}

std::string CsvLine(const std::vector<std::string>& fields) {
  std::string line;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line.push_back(',');
    line += CsvField(fields[i]);
  }
  line.push_back('\n');
  return line;
}

}  // namespace disclosure::base
