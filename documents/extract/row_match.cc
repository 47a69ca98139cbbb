// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/row_match.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace disclosure::documents {
namespace {

// A row that holds figures is a little likelier than one that holds none, and
// one under heads of the form likelier than one in another table, such as those
// of the narrative.
constexpr double kFilledBonus = 0.05;
constexpr double kHeadBonus = 0.2;
// Letters of a label that is beyond recognition.
constexpr int kLettersLost = 2;

// fits[r][p]: how well printed row p fits row r of the form; 0 if it does not.
using Fits = std::vector<std::vector<double>>;

bool HasHead(const PrintedRow& row) {
  return !row.heads.empty() ||
         std::any_of(row.figures.begin(), row.figures.end(),
                     [](auto& figure) { return figure.column >= 0; });
}

Fits MeasureFits(const FormTableLabels& form,
                 const std::vector<PrintedRow>& printed) {
  Fits fits(form.rows.size(), std::vector<double>(printed.size()));
  for (size_t p = 0; p < printed.size(); ++p) {
    if (printed[p].label.empty()) continue;
    const double bonus = (printed[p].CountNumbers() > 0 ? kFilledBonus : 0) +
                         (HasHead(printed[p]) ? kHeadBonus : 0);
    for (size_t r = 0; r < form.rows.size(); ++r) {
      const double fit = form.rows[r].FitRow(printed[p].label);
      if (fit >= kFitMin) fits[r][p] = fit + bonus;
    }
  }
  return fits;
}

// The pairing in order with the largest sum of fits.
std::vector<RowMatch> Align(const Fits& fits, size_t printed) {
  const size_t rows = fits.size();
  std::vector<std::vector<double>> best(rows + 1,
                                        std::vector<double>(printed + 1));
  for (size_t r = 1; r <= rows; ++r) {
    for (size_t p = 1; p <= printed; ++p) {
      best[r][p] = std::max(best[r - 1][p], best[r][p - 1]);
      const double fit = fits[r - 1][p - 1];
      if (fit > 0) best[r][p] = std::max(best[r][p], best[r - 1][p - 1] + fit);
    }
  }
  std::vector<RowMatch> matches(rows);
  size_t r = rows;
  size_t p = printed;
  while (r > 0 && p > 0) {
    if (best[r][p] == best[r - 1][p]) {
      --r;
    } else if (best[r][p] == best[r][p - 1]) {
      --p;
    } else {
      --r;
      --p;
      matches[r] = {static_cast<int>(p), fits[r][p]};
    }
  }
  return matches;
}

// Whether the label is lost. Words that can be read and are like nothing in the
// form are a row of their own.
bool IsNameless(const PrintedRow& printed) {
  int letters = 0;
  for (const std::string& text : printed.label) {
    for (char32_t c : base::DecodeUtf8(text)) {
      if (c >= 0x4E00 && c <= 0x9FFF) ++letters;
    }
  }
  return letters <= kLettersLost;
}

// Pairs what is left between two pairs that fit, if it can only be so.
void FillGaps(const FormTableLabels& form,
              const std::vector<PrintedRow>& printed,
              std::vector<RowMatch>* matches) {
  size_t before = 0;
  while (before < matches->size()) {
    if ((*matches)[before].printed < 0) {
      ++before;
      continue;
    }
    size_t after = before + 1;
    while (after < matches->size() && (*matches)[after].printed < 0) ++after;
    if (after == matches->size()) return;
    const int first = (*matches)[before].printed + 1;
    const int last = (*matches)[after].printed;
    const size_t missing = after - before - 1;
    std::vector<int> left;
    for (int p = first; p < last; ++p) {
      const PrintedRow& row = printed[static_cast<size_t>(p)];
      if (row.CountNumbers() > 0) left.push_back(p);
    }
    // All are of one edition, or it is not known which of them are printed.
    const form::EditionSet editions =
        form.table.rows[before].editions & form.table.rows[after].editions;
    bool sure = missing > 0 && left.size() == missing;
    for (size_t i = 0; sure && i < missing; ++i) {
      const PrintedRow& row = printed[static_cast<size_t>(left[i])];
      sure = form.table.rows[before + 1 + i].editions == editions &&
             IsNameless(row) &&
             row.figures.size() >= form.table.rows[before + 1 + i].cells.size();
    }
    for (size_t i = 0; sure && i < missing; ++i) {
      (*matches)[before + 1 + i].printed = left[i];
    }
    before = after;
  }
}

}  // namespace

std::vector<RowMatch> MatchRows(const FormTableLabels& form,
                                const std::vector<PrintedRow>& printed) {
  std::vector<RowMatch> matches =
      Align(MeasureFits(form, printed), printed.size());
  FillGaps(form, printed, &matches);
  return matches;
}

}  // namespace disclosure::documents
