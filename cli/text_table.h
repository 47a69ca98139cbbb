// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A table for a terminal: columns padded by display width, so that Chinese and
// Latin text line up.

#ifndef DISCLOSURE_CLI_TEXT_TABLE_H_
#define DISCLOSURE_CLI_TEXT_TABLE_H_

#include <string>
#include <vector>

namespace disclosure::cli {

enum class Align { kLeft, kRight };

class TextTable {
 public:
  // Every line begins with `indent` blanks.
  explicit TextTable(int indent = 2) : indent_(indent) {}

  void AddColumn(std::string head, Align align = Align::kLeft);

  // Missing cells are blank; more cells than columns widen the table.
  void AddRow(std::vector<std::string> cells);

  bool empty() const { return rows_.empty(); }

  // The head line (if any column has a head) and all rows, each with its end
  // of line and without trailing blanks.
  std::string Print() const;

 private:
  int indent_;
  std::vector<std::string> heads_;
  std::vector<Align> aligns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_TEXT_TABLE_H_
