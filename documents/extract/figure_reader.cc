// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/figure_reader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "documents/extract/cell_reading.h"
#include "documents/extract/confirm.h"
#include "documents/extract/sections.h"
#include "form/figures.h"

namespace disclosure::documents {
namespace {

// The bytes that a report keeps of a cell's text.
constexpr size_t kRawTextMax = 200;

// What a cell without a known head counts when the edition is found.
constexpr double kUnknownHead = 0.25;

std::string Shorten(const std::string& text) {
  if (text.size() <= kRawTextMax) return text;
  size_t end = kRawTextMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

// The edition to expect of a table that is not there.
v1::Edition EditionOfYear(const form::Catalog& catalog, int year) {
  v1::Edition newest = v1::EDITION_UNSPECIFIED;
  for (const v1::EditionYears& years : catalog.edition_years()) {
    newest = years.edition();
    const bool fits = years.first_year() <= year &&
                      (years.last_year() == 0 || year <= years.last_year());
    if (fits) return newest;
  }
  return newest;
}

class FigureReader {
 public:
  FigureReader(const form::Catalog& catalog, const Document& document, int year,
               v1::AnnualReport* report)
      : catalog_(catalog), document_(document), year_(year), report_(report) {}

  std::vector<std::string> Run() {
    // A table of the narrative is read only where the form's is nowhere else.
    const Document form_only = HideNarrativeTables(catalog_, document_);
    for (size_t i = 0; i < catalog_.tables().size(); ++i) {
      const int table = static_cast<int>(i);
      TableReading reading = ReadFormTable(catalog_, table, form_only);
      if (reading.CountFound() == 0) {
        reading = ReadFormTable(catalog_, table, document_);
      }
      readings_.push_back(std::move(reading));
    }
    FindEditions();
    form::FigureVector figures(catalog_);
    std::vector<CellReading> cells(catalog_.cells().size());
    const std::vector<bool> asked = catalog_.AskedCells(report_->editions());
    for (const form::Cell& cell : catalog_.cells()) {
      const auto index = static_cast<size_t>(cell.index);
      if (!asked[index]) continue;
      cells[index] = readings_[static_cast<size_t>(cell.table)].cells[index];
      if (cells[index].state == v1::EVIDENCE_STATE_READ) {
        figures.Set(cell.index, cells[index].value);
      }
    }
    Confirm(catalog_, report_->editions(), &figures, &cells);
    form::ToMessage(catalog_, figures, report_->mutable_figures());
    for (const form::Cell& cell : catalog_.cells()) {
      const auto index = static_cast<size_t>(cell.index);
      if (asked[index]) AddEvidence(cell, cells[index]);
    }
    return ExtraRows();
  }

 private:
  // What speaks for an edition: cells in rows and under heads that only some
  // editions have. What cannot be read counts only if nothing can.
  struct Score {
    double read = 0;
    double unreadable = 0;

    bool operator>(const Score& other) const {
      return read != other.read ? read > other.read
                                : unreadable > other.unreadable;
    }
  };

  void AddScore(const TableReading& reading, v1::Edition edition,
                Score* score) const {
    const form::Table& table =
        catalog_.tables()[static_cast<size_t>(reading.table)];
    if ((table.editions & form::EditionBit(edition)) == 0) return;
    for (size_t r = 0; r < table.rows.size(); ++r) {
      const form::Row& row = table.rows[r];
      if ((row.editions & form::EditionBit(edition)) == 0) continue;
      const bool telling = row.editions != table.editions ||
                           table.editions == form::EditionBit(edition);
      if (!telling) continue;
      for (int index : row.cells) {
        const CellReading& cell = reading.cells[static_cast<size_t>(index)];
        if (cell.state == v1::EVIDENCE_STATE_UNREADABLE) ++score->unreadable;
        if (cell.state == v1::EVIDENCE_STATE_UNREADABLE ||
            cell.state == v1::EVIDENCE_STATE_ABSENT) {
          continue;
        }
        score->read +=
            reading.row_fits[r] * (cell.head_known ? 1 : kUnknownHead);
      }
    }
  }

  // For each field of Editions the edition with the highest score over its
  // tables.
  void FindEditions() {
    v1::Editions* editions = report_->mutable_editions();
    const google::protobuf::Reflection& fields = *editions->GetReflection();
    std::map<const google::protobuf::FieldDescriptor*,
             std::map<v1::Edition, Score>>
        scores;
    for (const TableReading& reading : readings_) {
      const form::Table& table =
          catalog_.tables()[static_cast<size_t>(reading.table)];
      if (table.edition_of == nullptr) continue;
      for (const v1::EditionYears& years : catalog_.edition_years()) {
        AddScore(reading, years.edition(),
                 &scores[table.edition_of][years.edition()]);
      }
    }
    for (const auto& [field, of_edition] : scores) {
      v1::Edition best = EditionOfYear(catalog_, year_);
      for (const auto& [edition, score] : of_edition) {
        if (score > of_edition.at(best)) best = edition;
      }
      fields.SetEnumValue(editions, field, best);
    }
  }

  void AddEvidence(const form::Cell& cell, const CellReading& reading) {
    v1::Evidence* evidence = report_->add_evidence();
    evidence->set_figure(cell.path);
    evidence->set_page(reading.page);
    evidence->set_table(reading.table);
    evidence->set_row(reading.row);
    evidence->set_column(reading.column);
    evidence->set_raw_text(Shorten(reading.raw_text));
    evidence->set_state(reading.state);
    for (int64_t candidate : reading.candidates) {
      evidence->add_candidates(candidate);
    }
    for (v1::EvidenceDoubt doubt : reading.doubts) evidence->add_doubts(doubt);
  }

  std::vector<std::string> ExtraRows() const {
    std::vector<std::string> rows;
    for (const TableReading& reading : readings_) {
      const form::Table& table =
          catalog_.tables()[static_cast<size_t>(reading.table)];
      if (table.edition_of != nullptr) {
        const int edition = report_->editions().GetReflection()->GetEnumValue(
            report_->editions(), table.edition_of);
        // What one edition does not have, the other may.
        if ((table.editions &
             form::EditionBit(static_cast<v1::Edition>(edition))) == 0) {
          continue;
        }
      }
      rows.insert(rows.end(), reading.extra_rows.begin(),
                  reading.extra_rows.end());
    }
    return rows;
  }

  const form::Catalog& catalog_;
  const Document& document_;
  const int year_;
  v1::AnnualReport* const report_;
  std::vector<TableReading> readings_;
};

}  // namespace

std::vector<std::string> ReadFigures(const form::Catalog& catalog,
                                     const Document& document, int year,
                                     v1::AnnualReport* report) {
  return FigureReader(catalog, document, year, report).Run();
}

}  // namespace disclosure::documents
