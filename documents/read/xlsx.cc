// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/xlsx.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "documents/read/layout.h"
#include "documents/read/limits.h"
#include "documents/read/package.h"
#include "documents/read/refusal.h"
#include "documents/read/xlsx_parts.h"
#include "documents/read/xlsx_sheet.h"
#include "documents/template_format.h"

namespace disclosure::documents {
namespace {

constexpr std::string_view kXlsxMediaType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// Reads `part`, and parses it into `parts`.
absl::Status LoadPart(Package& package, const std::string& part,
                      absl::Status (*parse)(std::string_view, WorkbookParts&),
                      WorkbookParts& parts) {
  const absl::StatusOr<std::string> xml = package.Read(part);
  return xml.ok() ? parse(*xml, parts) : xml.status();
}

// The workbook and what its cells refer to; of the relationships only those of
// the workbook itself are followed, so they cannot lead in a circle.
absl::StatusOr<WorkbookParts> LoadParts(
    Package& package, const std::string& workbook,
    const std::vector<Relationship>& relationships) {
  WorkbookParts parts;
  absl::Status loaded = LoadPart(package, workbook, ParseWorkbook, parts);
  bool has_strings = false;
  bool has_styles = false;
  for (const Relationship& relationship : relationships) {
    const bool is_strings = relationship.type == "sharedStrings";
    const bool is_styles = relationship.type == "styles";
    if (!loaded.ok() || !package.Has(relationship.target) ||
        (is_strings && has_strings) || (is_styles && has_styles)) {
      continue;
    }
    if (is_strings) {
      loaded = LoadPart(package, relationship.target, ParseStrings, parts);
    } else if (is_styles) {
      loaded = LoadPart(package, relationship.target, ParseStyles, parts);
    }
    has_strings = has_strings || is_strings;
    has_styles = has_styles || is_styles;
  }
  if (!loaded.ok()) {
    return loaded;
  }
  return parts;
}

absl::Status AppendSheet(Package& package, const SheetEntry& sheet,
                         const std::string& part, const WorkbookParts& parts,
                         SheetBudget& budget, Document& document) {
  const absl::StatusOr<std::string> xml = package.Read(part);
  if (!xml.ok()) {
    return xml.status();
  }
  absl::StatusOr<Table> table = ParseSheet(*xml, part, sheet, parts, budget);
  if (!table.ok()) {
    return table.status();
  }
  if (!table->hidden && !sheet.whole) {
    AppendTable(*std::move(table), document);
  } else if (table->rows > 0) {
    document.blocks.push_back(
        {.table = static_cast<int>(document.tables.size())});
    document.tables.push_back(*std::move(table));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Document> ReadXlsx(std::string_view bytes) {
  absl::StatusOr<Package> package = Package::Open(bytes);
  if (!package.ok()) {
    return package.status();
  }
  const absl::StatusOr<std::string> workbook =
      package->Find("", "officeDocument", "xl/workbook.xml");
  if (!workbook.ok()) {
    return workbook.status();
  }
  const absl::StatusOr<std::vector<Relationship>> relationships =
      package->Relationships(*workbook);
  if (!relationships.ok()) {
    return relationships.status();
  }
  absl::StatusOr<WorkbookParts> parts =
      LoadParts(*package, *workbook, *relationships);
  if (!parts.ok()) {
    return parts.status();
  }
  const bool is_template = std::any_of(
      parts->sheets.begin(), parts->sheets.end(),
      [](const SheetEntry& sheet) { return sheet.name == kTemplateSheet; });
  for (SheetEntry& sheet : parts->sheets) {
    sheet.whole = is_template;
  }
  Document document = {.media_type = std::string(kXlsxMediaType)};
  SheetBudget budget = {.text_bytes = kTextBytesMax, .places = kCellsMax};
  for (const SheetEntry& sheet : parts->sheets) {
    for (const Relationship& relationship : *relationships) {
      // A chart on a sheet of its own has no cells.
      if (relationship.id != sheet.relationship ||
          relationship.type != "worksheet") {
        continue;
      }
      const absl::Status appended = AppendSheet(
          *package, sheet, relationship.target, *parts, budget, document);
      if (!appended.ok()) {
        return appended;
      }
      break;
    }
  }
  return document;
}

}  // namespace disclosure::documents
