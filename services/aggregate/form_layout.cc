// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/form_layout.h"

#include <utility>

#include "base/check.h"
#include "base/varint.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/aggregate/item_writer.h"

namespace disclosure::aggregate {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

constexpr size_t kChoicesMax = 256;

}  // namespace

FormLayout::FormLayout(const form::Catalog& catalog) : catalog_(catalog) {
  for (int cell : catalog.by_number()) {
    if (cell != static_cast<int>(numbers_.size())) in_order_ = false;
    numbers_.push_back(catalog.cells()[static_cast<size_t>(cell)].number);
  }
  AddFields();
  AddChoices();
}

void FormLayout::AddFields() {
  const Descriptor* editions = v1::Editions::descriptor();
  const Descriptor* counts = v1::EditionCounts::descriptor();
  int slot = 0;
  for (int i = 0; i < editions->field_count(); ++i) {
    Field field;
    field.edition = editions->field(i);
    field.count = counts->FindFieldByName(field.edition->name());
    DISCLOSURE_CHECK(field.count != nullptr && field.count->is_map());
    const EnumDescriptor* values = field.edition->enum_type();
    for (int j = 0; j < values->value_count(); ++j) {
      size_t number = static_cast<size_t>(values->value(j)->number());
      if (number >= field.slot_of.size()) {
        field.slot_of.resize(number + 1, -1);
      }
      if (number == 0) continue;
      field.slot_of[number] = slot++;
      AddSlot(*field.count, values->value(j)->name());
    }
    fields_.push_back(std::move(field));
  }
  DISCLOSURE_CHECK(slot <= kEditionSlotsMax);
}

void FormLayout::AddSlot(const FieldDescriptor& count,
                         const std::string& name) {
  const Descriptor* entry = count.message_type();
  SlotBytes slot{.field = count.number(), .entry = {}};
  ItemWriter(&slot.entry).Text(entry->map_key()->number(), name);
  char tag[kValueBytesMax];
  const char* const end = base::PutVarint(
      static_cast<uint64_t>(entry->map_value()->number()) << 3, tag);
  slot.entry.append(tag, static_cast<size_t>(end - tag));
  slots_.push_back(std::move(slot));
}

void FormLayout::AddChoices() {
  size_t combinations = 1;
  for (const Field& field : fields_) combinations *= field.slot_of.size();
  DISCLOSURE_CHECK(combinations <= kChoicesMax);
  for (size_t index = 0; index < combinations; ++index) {
    EditionChoice choice;
    size_t rest = index;
    for (const Field& field : fields_) {
      size_t number = rest % field.slot_of.size();
      rest /= field.slot_of.size();
      if (field.slot_of[number] < 0) continue;
      choice.slots.push_back(field.slot_of[number]);
      choice.editions.GetReflection()->SetEnumValue(
          &choice.editions, field.edition, static_cast<int>(number));
    }
    std::vector<bool> asked = catalog_.AskedCells(choice.editions);
    choice.asked.resize(word_count());
    for (int place = 0; place < cell_count(); ++place) {
      if (!asked[static_cast<size_t>(CellAt(place))]) continue;
      choice.asked[static_cast<size_t>(place) / 64] |= uint64_t{1}
                                                       << (place % 64);
    }
    choices_.push_back(std::move(choice));
  }
}

std::optional<int> FormLayout::FindChoice(const v1::Editions& editions) const {
  const Reflection* reflection = editions.GetReflection();
  size_t index = 0;
  size_t weight = 1;
  for (const Field& field : fields_) {
    int number = reflection->GetEnumValue(editions, field.edition);
    if (number < 0 || static_cast<size_t>(number) >= field.slot_of.size() ||
        (number != 0 && field.slot_of[static_cast<size_t>(number)] < 0)) {
      return std::nullopt;
    }
    index += weight * static_cast<size_t>(number);
    weight *= field.slot_of.size();
  }
  return static_cast<int>(index);
}

int FormLayout::ChoiceOf(const EditionSlots& slots) const {
  size_t index = 0;
  size_t weight = 1;
  for (const Field& field : fields_) {
    for (size_t number = 0; number < field.slot_of.size(); ++number) {
      int slot = field.slot_of[number];
      if (slot >= 0 && slots[slot] != 0) index += weight * number;
    }
    weight *= field.slot_of.size();
  }
  DISCLOSURE_CHECK(index < choices_.size());
  return static_cast<int>(index);
}

void FormLayout::AppendSlots(const EditionSlots& slots,
                             std::string* counts) const {
  ItemWriter writer(counts);
  for (size_t slot = 0; slot < slots_.size(); ++slot) {
    if (slots[slot] == 0) continue;
    char number[kValueBytesMax];
    const char* const end =
        base::PutVarint(static_cast<uint64_t>(int64_t{slots[slot]}), number);
    const size_t entry = writer.Begin(slots_[slot].field);
    counts->append(slots_[slot].entry);
    counts->append(number, static_cast<size_t>(end - number));
    writer.End(entry);
  }
}

}  // namespace disclosure::aggregate
