// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a written form says, whatever it is written as: an office's report or
// the total of a region. Plain values; the functions are pure and thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_FORM_DOCUMENT_H_
#define DISCLOSURE_DOCUMENTS_WRITE_FORM_DOCUMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/v1/report.pb.h"
#include "disclosure/v1/total.pb.h"
#include "documents/table.h"
#include "documents/write/official_table.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::documents {

struct FormDocument {
  // Of the office, or of the region.
  std::string name;
  int year = 0;
  form::FigureVector figures;
  // The tables with their labels; figures are filled in when they are printed.
  std::vector<OfficialTable> tables;
  // Cells whose sum lacks a report that left them blank, by cell index.
  std::vector<bool> partial;
  // Absent in a total, which has no text.
  std::optional<v1::Narrative> narrative;
  // What a reader must know before the figures: how complete a total is.
  std::vector<std::string> notes;
};

// The report as its office would print it: the tables of its editions, and
// every row that holds a figure. Empty editions are completed as the form says.
// `name` stands for an office name that the report lacks.
// FAILED_PRECONDITION (FORM_NEWER_THAN_SERVER) if a figure is not known.
absl::StatusOr<FormDocument> DocumentOf(const form::Catalog& catalog,
                                        const v1::AnnualReport& report,
                                        const std::string& name = "");

// A total, with its coverage and position in the notes. `position` is how
// people write it (main:5).
absl::StatusOr<FormDocument> DocumentOf(const form::Catalog& catalog,
                                        const v1::Totals& totals,
                                        const std::string& position);

// 天坛街道办事处2020年政府信息公开工作年度报告
std::string TitleOf(const FormDocument& document);

// A paragraph or table of the printed form, in order.
struct FormBlock {
  enum class Kind { kTitle, kNote, kHeading, kParagraph, kCaption, kTable };
  Kind kind = Kind::kParagraph;
  std::string text;
  // Of a table: with its figures, and how wide its columns are, in thousandths
  // of the page; `labels` says for each cell whether it is a label.
  Table table;
  std::vector<int> widths;
  std::vector<bool> labels;
};

// How wide the text of a page is, and the letters in its tables.
inline constexpr double kTextWidthPoints = 470.6;
inline constexpr double kTableTextPoints = 9;
inline constexpr double kTitleTextPoints = 22;

// What to leave free on both sides of a short text in a space of `width`, in
// points, so that it breaks into lines of the same length (结果/维持, not
// 结果维/持). 0: nothing.
double BalancedMargin(const std::string& text, double width, double letter);

// The same for a label in its cell; long ones read like sentences and have 0.
double LabelPadding(const FormBlock& block, const TableCell& cell);

// The size of letters, in points, with which a figure stands on one line of its
// cell: a number that breaks is two numbers to the reader.
double FigurePoints(const FormBlock& block, const TableCell& cell);

std::vector<FormBlock> BlocksOf(const form::Catalog& catalog,
                                const FormDocument& document);

// The heading of a table's section: 二、主动公开政府信息情况
std::string SectionOf(const form::Table& table);

// The edition of a table that differs between them, as people call it; else
// empty.
std::string EditionOf(const form::Catalog& catalog, const OfficialTable& table);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_FORM_DOCUMENT_H_
