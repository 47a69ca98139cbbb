// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The number in a printed cell. People write `+3`, `减4`, `103 件`, `251000元`,
// `/` or nothing at all; what can only mean one number is read, what could mean
// several is handed out with all of them, and the rest is unreadable. Nothing
// is guessed.
//
// Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_FIGURE_TEXT_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_FIGURE_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "form/model.h"

namespace disclosure::documents {

struct FigureText {
  enum class State {
    // No text.
    kBlank,
    // One number.
    kValue,
    // The text allows the numbers in `candidates`, at least one.
    kAmbiguous,
    // Text that is no such number.
    kUnreadable,
  };
  State state = State::kBlank;
  // In the unit of the catalogue's cell (fen for money); 0 unless kValue.
  int64_t value = 0;
  std::vector<int64_t> candidates;
  // The sign is written in a way that a person should look at.
  bool odd_sign = false;
  // Its digits stand on several lines, full but for the last, as a number in a
  // narrow cell is broken.
  bool broken_over_lines = false;
};

// Reads `text` as the figure of `cell`. `head` is the text of the column's
// head, where a unit of money may stand. Money without any unit is ambiguous
// unless it is zero.
FigureText ReadFigureText(const form::Cell& cell, std::string_view text,
                          std::string_view head);

// Whether `text` looks like a figure: digits with a sign or a unit, or a
// stroke or word that stands for none. Labels, dates and blanks do not.
bool LooksLikeFigure(std::string_view text);

// The figures of a text that holds nothing but figures separated by blanks or
// line breaks; empty otherwise.
std::vector<std::string> SplitFigures(std::string_view text);

// Splits `行政许可 0 0` into its label and the figures at its end. False if
// there is no label or no figure.
bool SplitLabelAndFigures(std::string_view text, std::string* label,
                          std::vector<std::string>* figures);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_FIGURE_TEXT_H_
