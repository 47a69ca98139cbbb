// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Figures as the tables of the official form, for a terminal: one report's or
// a sum of many, which have the same shape.

#ifndef DISCLOSURE_CLI_FIGURE_TABLES_H_
#define DISCLOSURE_CLI_FIGURE_TABLES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/language.h"
#include "disclosure/v1/total.pb.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::cli {

// What is printed, and how much of it.
struct FigureTables {
  const form::Catalog& catalog;
  const form::FigureVector& figures;

  // Per figure, how many reports left it blank. nullptr: one report, in which
  // a figure asked for and absent is blank.
  const form::FigureVector* not_reported = nullptr;

  // How many reports of each edition the figures come from.
  v1::EditionCounts editions;

  Language language = Language::kChinese;

  // True: rows that are all zero or blank are left out.
  bool nonzero = false;

  // Globs on paths; empty: all figures.
  std::vector<std::string> globs;
};

std::string PrintFigureTables(const FigureTables& tables);

// A figure as people read it: money in units of 10,000 yuan.
std::string PrintFigure(const form::Cell& cell, int64_t value);

// The edition counts of one report.
v1::EditionCounts CountEditions(const v1::Editions& editions);

// Whether `path` fits one of the globs (`*` any text, `?` one character); no
// globs fit everything.
bool FitsGlobs(std::string_view path, const std::vector<std::string>& globs);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_FIGURE_TABLES_H_
