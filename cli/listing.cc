// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/listing.h"

#include <algorithm>
#include <utility>

#include "cli/text_table.h"

namespace disclosure::cli {
namespace {

bool IsNumber(const std::string& cell) {
  return !cell.empty() &&
         cell.find_first_not_of("0123456789.-") == std::string::npos;
}

}  // namespace

Listing::Listing(const Session& session, std::vector<std::string> heads)
    : session_(session), heads_(std::move(heads)) {
  if (session_.format() == Format::kCsv) {
    text_ = std::string(base::kByteOrderMark) + base::CsvLine(heads_);
  }
}

void Listing::Add(std::vector<std::string> cells, const std::string& json) {
  switch (session_.format()) {
    case Format::kTable:
      rows_.push_back(std::move(cells));
      break;
    case Format::kJson:
      text_ += json + "\n";
      break;
    case Format::kCsv:
      text_ += base::CsvLine(cells);
      break;
    case Format::kDocx:
    case Format::kHtml:
    case Format::kXlsx:
      break;  // No list has these; flags.cc refuses them.
  }
}

std::string Listing::Print() const {
  if (session_.format() != Format::kTable) return text_;
  TextTable table(0);
  for (size_t column = 0; column < heads_.size(); ++column) {
    // The first column names the row, also where names are numbers.
    const bool numbers =
        column > 0 && !rows_.empty() &&
        std::ranges::all_of(rows_, [&](const auto& row) {
          return column < row.size() &&
                 (row[column].empty() || IsNumber(row[column]));
        });
    table.AddColumn(heads_[column], numbers ? Align::kRight : Align::kLeft);
  }
  for (const auto& row : rows_) table.AddRow(row);
  return table.Print();
}

}  // namespace disclosure::cli
