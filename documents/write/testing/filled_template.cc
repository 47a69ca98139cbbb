// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/testing/filled_template.h"

#include <utility>

#include "base/check.h"
#include "documents/read/package.h"
#include "documents/read/xlsx.h"
#include "documents/template_format.h"

namespace disclosure::documents {

FilledTemplate::FilledTemplate(std::string_view xlsx) {
  auto package = Package::Open(xlsx);
  DISCLOSURE_CHECK(package.ok());
  for (const std::string& name : package->Names()) {
    auto content = package->Read(name);
    DISCLOSURE_CHECK(content.ok());
    parts_.emplace_back(name, *std::move(content));
  }
  const auto document = ReadXlsx(xlsx);
  DISCLOSURE_CHECK(document.ok());
  // No sheet is empty, so that they are the tables.
  std::map<std::string, std::string> part_of;
  for (size_t i = 0; i < document->tables.size(); ++i) {
    part_of[document->tables[i].name] =
        "xl/worksheets/sheet" + std::to_string(i + 1) + ".xml";
  }
  const Table& map = document->tables.back();
  DISCLOSURE_CHECK(map.name == kTemplateSheet && map.hidden);
  std::map<int, std::map<int, std::string>> rows;
  for (const TableCell& cell : map.cells) {
    rows[cell.row][cell.column] = cell.text;
  }
  for (auto& [row, cells] : rows) {
    if (part_of.count(cells[1]) == 0) continue;
    entries_.push_back({cells[0], part_of[cells[1]], cells[2], cells[3]});
  }
}

const FilledTemplate::Entry& FilledTemplate::Find(std::string_view text) const {
  for (const Entry& entry : entries_) {
    if (entry.word != kTemplateLabelWord && entry.text == text) return entry;
  }
  DISCLOSURE_CHECK(false);
  return entries_[0];
}

std::string& FilledTemplate::Part(const std::string& name) {
  for (auto& [part, content] : parts_) {
    if (part == name) return content;
  }
  DISCLOSURE_CHECK(false);
  return parts_[0].second;
}

std::string FilledTemplate::Cell(const Entry& entry) {
  const std::string& xml = Part(entry.part);
  const size_t begin = xml.find("<c r=\"" + entry.cell + "\"");
  if (begin == xml.npos) return "";
  const size_t head = xml.find('>', begin);
  const bool is_closed = xml[head - 1] == '/';
  const size_t end = is_closed ? head + 1 : xml.find("</c>", head) + 4;
  return xml.substr(begin, end - begin);
}

void FilledTemplate::Fill(const Entry& entry, const std::string& content) {
  const std::string old = Cell(entry);
  DISCLOSURE_CHECK(!old.empty());
  std::string head = old.substr(0, old.find('>'));
  if (head.ends_with("/")) head.pop_back();
  const bool is_number =
      content.find_first_not_of("-.0123456789E") == content.npos &&
      content != "-" && content != "." && !content.empty();
  std::string& xml = Part(entry.part);
  xml.replace(xml.find(old), old.size(),
              is_number ? head + "><v>" + content + "</v></c>"
                        : head + " t=\"inlineStr\"><is><t>" + content +
                              "</t></is></c>");
}

}  // namespace disclosure::documents
