// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any tables as those of a report, trusted in every way, and as a template's:
// whatever they hold, evidence and figures agree.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "documents/extract/report_reader.h"
#include "documents/read/encoding.h"
#include "documents/read/text.h"
#include "documents/template_format.h"
#include "form/figures.h"

namespace {

namespace documents = disclosure::documents;
namespace form = disclosure::form;
namespace v1 = disclosure::v1;

bool IsInFigures(v1::EvidenceState state) {
  return state == v1::EVIDENCE_STATE_READ ||
         state == v1::EVIDENCE_STATE_CONFIRMED;
}

void Check(const form::Catalog& catalog, const documents::Document& document) {
  const auto imported = documents::ReadReport(catalog, "fuzz.txt", document);
  if (!imported.ok()) return;
  const auto figures = form::FromMessage(catalog, imported->report.figures());
  DISCLOSURE_CHECK(figures.ok());
  int read = 0;
  for (const v1::Evidence& evidence : imported->report.evidence()) {
    const form::Cell* cell = catalog.FindPath(evidence.figure());
    DISCLOSURE_CHECK(cell != nullptr);
    DISCLOSURE_CHECK(figures->has(cell->index) ==
                     IsInFigures(evidence.state()));
    if (figures->has(cell->index)) ++read;
  }
  DISCLOSURE_CHECK(read == figures->count());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto text = documents::ToUtf8(bytes);
  if (!text.ok()) return 0;
  auto document = documents::ReadText(*text);
  if (!document.ok()) return 0;
  const form::Catalog& catalog = **form::Catalog::BuiltIn();
  Check(catalog, *document);
  for (documents::Table& table : document->tables) {
    if (table.layout == documents::Layout::kRows) {
      table.layout = documents::Layout::kGrid;
    }
  }
  Check(catalog, *document);
  if (document->tables.empty()) return 0;
  document->tables.back().hidden = true;
  document->tables.back().name = documents::kTemplateSheet;
  Check(catalog, *document);
  return 0;
}
