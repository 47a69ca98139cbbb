// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How well printed words fit the labels of the form: damaged, misprinted,
// shortened, with the group's name before them or a remark behind them.
//
// Pure functions, thread-safe. All texts given to them are comparable
// (documents/read/characters.h).

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_LABEL_MATCH_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_LABEL_MATCH_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "form/model.h"

namespace disclosure::documents {

// Below this a label does not fit.
inline constexpr double kFitMin = 0.6;
// From this on a label is taken for undamaged.
inline constexpr double kFitGood = 0.75;

// All ways in which a label may stand in a document.
class LabelForms {
 public:
  LabelForms() = default;
  explicit LabelForms(const form::Labels& labels);
  // A title with its aliases.
  LabelForms(const std::string& title, const std::vector<std::string>& aliases);

  // 0 to 1: how well one text, such as a column's head, fits.
  double Fit(std::string_view text) const;

  // The same for the texts before a row's figures, the nearest last: the label
  // may be broken over several of them, and others may stand before it. At most
  // the last six count. A number before the label (三、 or 3.) that is right or
  // wrong moves the result by a tenth.
  double FitRow(const std::vector<std::string>& texts) const;

 private:
  struct Form {
    std::string number;    // The number printed before the label, or empty.
    std::u32string body;   // The label without it.
    uint64_t letters = 0;  // One bit for each letter of the body, by hash.
  };
  void Add(std::string_view label);
  double FitBody(std::string_view number, const std::u32string& body,
                 bool alone) const;

  std::vector<Form> forms_;
};

// Takes the number that a label begins with (`一、`, `(三)`, `2.`) off its
// front and returns it without signs; empty if there is none.
std::string TakeNumber(std::string_view* label);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_LABEL_MATCH_H_
