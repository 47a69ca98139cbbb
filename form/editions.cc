// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/editions.h"

#include <array>
#include <bit>

namespace disclosure::form {
namespace {

using google::protobuf::FieldDescriptor;

// Calls `visit` with every field of v1::Editions.
template <typename Visit>
void ForEachField(Visit visit) {
  const auto& descriptor = *v1::Editions::descriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    visit(descriptor.field(i));
  }
}

// The edition in force in a year; the first one for earlier years.
v1::Edition EditionOfYear(const Catalog& catalog, int year) {
  v1::Edition first = v1::EDITION_UNSPECIFIED;
  int first_year = 0;
  for (const v1::EditionYears& years : catalog.edition_years()) {
    if (years.first_year() <= year &&
        (years.last_year() == 0 || year <= years.last_year())) {
      return years.edition();
    }
    if (first_year == 0 || years.first_year() < first_year) {
      first = years.edition();
      first_year = years.first_year();
    }
  }
  return first;
}

// Whether the tables of this field can be of the edition.
bool Prints(const Catalog& catalog, const FieldDescriptor* field,
            v1::Edition edition) {
  for (const Table& table : catalog.tables()) {
    if (table.edition_of == field &&
        (table.editions & EditionBit(edition)) != 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

v1::Editions DetectEditions(const Catalog& catalog,
                            const std::vector<bool>& cells) {
  v1::Editions editions;
  ForEachField([&](const FieldDescriptor* field) {
    std::array<int, v1::Edition_ARRAYSIZE> votes{};
    for (const Cell& cell : catalog.cells()) {
      if (!cells[static_cast<size_t>(cell.index)]) continue;
      if (catalog.tables()[static_cast<size_t>(cell.table)].edition_of !=
          field) {
        continue;
      }
      if (std::has_single_bit(cell.editions)) {
        ++votes[static_cast<size_t>(std::countr_zero(cell.editions))];
      }
    }
    size_t best = 0;
    bool tie = false;
    for (size_t i = 1; i < votes.size(); ++i) {
      if (votes[i] == 0) continue;
      if (votes[i] == votes[best]) tie = true;
      if (votes[i] <= votes[best]) continue;
      best = i;
      tie = false;
    }
    if (best == 0 || tie) return;
    editions.GetReflection()->SetEnumValue(&editions, field,
                                           static_cast<int>(best));
  });
  return editions;
}

v1::Editions CompleteEditions(const Catalog& catalog,
                              const v1::Editions& editions,
                              const FigureVector& figures, int year) {
  bool complete_already = true;
  ForEachField([&](const FieldDescriptor* field) {
    complete_already &= editions.GetReflection()->GetEnumValue(
                            editions, field) != v1::EDITION_UNSPECIFIED;
  });
  if (complete_already) return editions;
  std::vector<bool> filled(catalog.cells().size());
  for (size_t i = 0; i < filled.size(); ++i) {
    filled[i] = figures.has(static_cast<int>(i));
  }
  const v1::Editions detected = DetectEditions(catalog, filled);
  const v1::Edition of_year = EditionOfYear(catalog, year);
  v1::Editions complete = editions;
  ForEachField([&](const FieldDescriptor* field) {
    const auto& reflection = *complete.GetReflection();
    if (reflection.GetEnumValue(complete, field) != v1::EDITION_UNSPECIFIED) {
      return;
    }
    int edition = reflection.GetEnumValue(detected, field);
    if (edition == v1::EDITION_UNSPECIFIED && Prints(catalog, field, of_year)) {
      edition = of_year;
    }
    reflection.SetEnumValue(&complete, field, edition);
  });
  return complete;
}

}  // namespace disclosure::form
