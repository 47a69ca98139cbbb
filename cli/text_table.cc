// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/text_table.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace disclosure::cli {
namespace {

constexpr int kGap = 2;

}  // namespace

void TextTable::AddColumn(std::string head, Align align) {
  heads_.push_back(std::move(head));
  aligns_.push_back(align);
}

void TextTable::AddRow(std::vector<std::string> cells) {
  while (heads_.size() < cells.size()) AddColumn("");
  rows_.push_back(std::move(cells));
}

std::string TextTable::Print() const {
  std::vector<int> widths;
  for (const std::string& head : heads_) {
    widths.push_back(base::DisplayWidth(head));
  }
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], base::DisplayWidth(row[i]));
    }
  }
  std::string out;
  const auto print = [&](const std::vector<std::string>& cells) {
    std::string line(indent_, ' ');
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      line += aligns_[i] == Align::kRight ? base::PadLeft(cells[i], widths[i])
                                          : base::PadRight(cells[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  const bool has_head = std::ranges::any_of(
      heads_, [](const std::string& head) { return !head.empty(); });
  if (has_head) print(heads_);
  for (const auto& row : rows_) print(row);
  return out;
}

}  // namespace disclosure::cli
