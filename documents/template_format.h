// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The hidden sheet of a blank form: what makes a filled workbook read back
// exactly. Written by write/template.cc, read by read/template.cc. Plain
// constants.
//
// One record a row, from cell A1 down; the first cell is the word, all cells
// are text:
//
//   format       kTemplateFormat
//   catalogue    fingerprint of the catalogue
//   office       id
//   office_name  name; may be blank
//   year         2021
//   scope        SCOPE_OWN
//   edition      field of v1::Editions, EDITION_2021
//   label        sheet, cell (D7), the text that must still stand there
//   input        sheet, cell, path of the figure that is typed there
//   sum          sheet, cell, path of the figure that a formula adds up there
//   text         sheet, first cell, field of v1::Narrative, last cell
//
// Filled workbooks are kept for years: a change of these records takes a new
// kTemplateFormat.

#ifndef DISCLOSURE_DOCUMENTS_TEMPLATE_FORMAT_H_
#define DISCLOSURE_DOCUMENTS_TEMPLATE_FORMAT_H_

namespace disclosure::documents {

inline constexpr char kTemplateSheet[] = "disclosure";
inline constexpr char kTemplateFormat[] = "1";

inline constexpr char kTemplateFormatWord[] = "format";
inline constexpr char kTemplateCatalogueWord[] = "catalogue";
inline constexpr char kTemplateOfficeWord[] = "office";
inline constexpr char kTemplateOfficeNameWord[] = "office_name";
inline constexpr char kTemplateYearWord[] = "year";
inline constexpr char kTemplateScopeWord[] = "scope";
inline constexpr char kTemplateEditionWord[] = "edition";
inline constexpr char kTemplateLabelWord[] = "label";
inline constexpr char kTemplateInputWord[] = "input";
inline constexpr char kTemplateSumWord[] = "sum";
inline constexpr char kTemplateTextWord[] = "text";

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_TEMPLATE_FORMAT_H_
