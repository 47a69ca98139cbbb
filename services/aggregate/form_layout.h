// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The form as totals need it: which cells a report of some editions is asked
// for, and in which counts of editions it stands. Made from the descriptors: no
// figure and no edition is named here.
//
// Here, in parts of reports and in totals a cell is known by its place: its
// rank among the cells in the order of their numbers. That is the order in
// which figures are stored and fed, so they are written and read in one walk.
//
// Never changes; thread-safe.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_FORM_LAYOUT_H_
#define DISCLOSURE_SERVICES_AGGREGATE_FORM_LAYOUT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
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
  v1::Editions editions;
  // One bit for each place, the lowest first.
  std::vector<uint64_t> asked;
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
  int cell_count() const { return static_cast<int>(numbers_.size()); }

  // Words of 64 bits that hold a bit for each place.
  size_t word_count() const { return (numbers_.size() + 63) / 64; }

  // The cell at a place, by its index and by its number.
  int CellAt(int place) const { return catalog_.by_number()[place]; }
  uint32_t NumberAt(int place) const { return numbers_[place]; }

  // True if each cell's place is its index.
  bool in_order() const { return in_order_; }

  // Choices are numbered from 0; there are at most 256.
  size_t choice_count() const { return choices_.size(); }
  const EditionChoice& choice(int number) const { return choices_[number]; }

  // The choice of a report that states these editions. Nothing if one of them
  // is unknown to this program; unspecified counts in no slot.
  std::optional<int> FindChoice(const v1::Editions& editions) const;

  // The choice of one report that stands in these slots.
  int ChoiceOf(const EditionSlots& slots) const;

  // Appends them as a serialised v1::EditionCounts. Counts of zero are left
  // out.
  void AppendSlots(const EditionSlots& slots, std::string* counts) const;

 private:
  // A field of v1::Editions, the field of v1::EditionCounts of the same name,
  // and its slots by the number of the edition; -1: none.
  struct Field {
    const google::protobuf::FieldDescriptor* edition;
    const google::protobuf::FieldDescriptor* count;
    std::vector<int> slot_of;
  };

  // What of a count of a slot is always the same: the field of the counts, and
  // of its entry the name of the edition and the tag of the number.
  struct SlotBytes {
    int field;
    std::string entry;
  };

  void AddFields();
  // A slot for the edition of this name in a field of v1::EditionCounts.
  void AddSlot(const google::protobuf::FieldDescriptor& count,
               const std::string& name);
  void AddChoices();

  const form::Catalog& catalog_;
  // By place.
  std::vector<uint32_t> numbers_;
  bool in_order_ = true;
  std::vector<Field> fields_;
  // By slot.
  std::vector<SlotBytes> slots_;
  // One for each combination of editions: a number whose digits are the
  // editions, one digit per field.
  std::vector<EditionChoice> choices_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_FORM_LAYOUT_H_
