// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The form as totals need it: how many cells there are, which of them a report
// of given editions is asked for, and where its editions are counted. Made once
// from the catalogue and from the descriptor of v1::Editions; no edition and no
// figure is named here.
//
// Immutable and thread-safe. Nothing fails.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_FORM_LAYOUT_H_
#define DISCLOSURE_SERVICES_AGGREGATE_FORM_LAYOUT_H_

#include <array>
#include <cstdint>
#include <vector>

#include "disclosure/v1/report.pb.h"
#include "disclosure/v1/total.pb.h"
#include "form/catalog.h"

namespace disclosure::aggregate {

// How many reports there are of each (table, edition). A slot is one such pair;
// FormLayout says which. More slots than the form of today needs (four), few
// enough to lie in every total.
inline constexpr int kEditionSlotsMax = 16;
using EditionSlots = std::array<int32_t, kEditionSlotsMax>;

// What the editions that a report states mean for a total.
struct EditionChoice {
  // By cell index.
  std::vector<bool> asked;
  // The slots in which the report counts 1.
  std::vector<int> slots;
};

class FormLayout {
 public:
  // The catalogue must outlive the layout.
  explicit FormLayout(const form::Catalog& catalog);
  FormLayout(const FormLayout&) = delete;
  FormLayout& operator=(const FormLayout&) = delete;

  const form::Catalog& catalog() const { return catalog_; }
  int cell_count() const { return static_cast<int>(catalog_.cells().size()); }

  // Valid as long as the layout. An edition that is unspecified, or that this
  // program does not know, counts in no slot.
  const EditionChoice& Choice(const v1::Editions& editions) const;

  // Counts of zero are left out.
  void WriteSlots(const EditionSlots& slots, v1::EditionCounts* counts) const;

  // Names of editions that this program does not know are ignored.
  EditionSlots ReadSlots(const v1::EditionCounts& counts) const;

 private:
  // A field of v1::Editions, the field of v1::EditionCounts of the same name,
  // and its slots by the number of the edition; -1: none.
  struct Field {
    const google::protobuf::FieldDescriptor* edition;
    const google::protobuf::FieldDescriptor* count;
    std::vector<int> slot_of;
  };

  size_t ChoiceIndex(const v1::Editions& editions) const;
  void AddFields();
  void AddChoices();

  const form::Catalog& catalog_;
  std::vector<Field> fields_;
  // One for each combination of editions: a number whose digits are the
  // editions, one digit per field.
  std::vector<EditionChoice> choices_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_FORM_LAYOUT_H_
