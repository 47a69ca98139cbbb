// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/xlsx_numbers.h"

#include "absl/strings/str_cat.h"
#include "form/money.h"

namespace disclosure::documents {
namespace {

constexpr double kFenPerWanYuan = 1e6;

bool IsMoney(const form::Catalog& catalog, int figure) {
  return catalog.cells()[static_cast<size_t>(figure)].unit == v1::UNIT_FEN;
}

}  // namespace

double NumberOf(const form::Catalog& catalog, const FormDocument& document,
                int figure) {
  const auto value = static_cast<double>(document.figures.value(figure));
  return IsMoney(catalog, figure) ? value / kFenPerWanYuan : value;
}

std::string NumberFormat(const form::Catalog& catalog,
                         const FormDocument& document, int figure) {
  const int64_t value = document.figures.value(figure);
  std::string format = "0";
  if (IsMoney(catalog, figure)) {
    const std::string text = form::FormatWanYuan(value);
    const size_t point = text.find('.');
    if (point != std::string::npos) {
      absl::StrAppend(&format, ".", std::string(text.size() - point - 1, '0'));
    }
    if (value != 0 && PrintsUnit(catalog, figure)) format += "\"万元\"";
  }
  if (document.partial[static_cast<size_t>(figure)]) format += "\"*\"";
  return format;
}

}  // namespace disclosure::documents
