// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/csv.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace disclosure::form {
namespace {

std::string Trimmed(const std::string& text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

std::vector<CsvRow> ParseCsv(std::string_view text, TextProblems* problems) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (text.starts_with(kBom)) text.remove_prefix(kBom.size());
  std::vector<CsvRow> rows;
  if (!base::IsValidUtf8(text)) {
    problems->Add(0, "",
                  "the file is not UTF-8; save it as \"CSV UTF-8\" in the "
                  "spreadsheet",
                  "文件不是 UTF-8 编码（可能是 GBK），请在电子表格中另存为“CSV "
                  "UTF-8”");
    return rows;
  }
  int line = 1;
  size_t at = 0;
  while (at < text.size()) {
    CsvRow row;
    row.line = line;
    bool end_of_row = false;
    while (!end_of_row) {
      std::string field;
      bool quoted = at < text.size() && text[at] == '"';
      if (quoted) ++at;
      while (true) {
        if (at == text.size()) {
          if (quoted) {
            problems->Add(row.line, "",
                          "a quote that begins in this row is not closed",
                          "该行开始的引号没有结束");
          }
          end_of_row = true;
          break;
        }
        const char c = text[at++];
        if (c == '\n') ++line;
        if (quoted && c == '"') {
          if (at < text.size() && text[at] == '"') {
            field.push_back('"');
            ++at;
          } else {
            quoted = false;
          }
        } else if (!quoted && (c == ',' || c == '\n')) {
          end_of_row = c == '\n';
          break;
        } else {
          field.push_back(c);
        }
      }
      row.fields.push_back(Trimmed(field));
    }
    const bool blank =
        std::all_of(row.fields.begin(), row.fields.end(),
                    [](const std::string& field) { return field.empty(); });
    if (!blank) rows.push_back(std::move(row));
  }
  return rows;
}

void AppendCsvRow(const std::vector<std::string>& fields, std::string* out) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out->push_back(',');
    if (fields[i].find_first_of(",\"\r\n") == std::string::npos) {
      out->append(fields[i]);
      continue;
    }
    out->push_back('"');
    for (const char c : fields[i]) {
      if (c == '"') out->push_back('"');
      out->push_back(c);
    }
    out->push_back('"');
  }
  out->append("\r\n");
}

}  // namespace disclosure::form
