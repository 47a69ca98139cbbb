// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/form_layout.h"

#include "base/check.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace disclosure::aggregate {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

}  // namespace

FormLayout::FormLayout(const form::Catalog& catalog) : catalog_(catalog) {
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
      if (number >= field.slot_of.size()) field.slot_of.resize(number + 1, -1);
      if (number != 0) field.slot_of[number] = slot++;
    }
    fields_.push_back(std::move(field));
  }
  DISCLOSURE_CHECK(slot <= kEditionSlotsMax);
}

void FormLayout::AddChoices() {
  size_t combinations = 1;
  for (const Field& field : fields_) combinations *= field.slot_of.size();
  for (size_t index = 0; index < combinations; ++index) {
    v1::Editions editions;
    EditionChoice choice;
    size_t rest = index;
    for (const Field& field : fields_) {
      size_t number = rest % field.slot_of.size();
      rest /= field.slot_of.size();
      if (field.slot_of[number] < 0) continue;
      choice.slots.push_back(field.slot_of[number]);
      editions.GetReflection()->SetEnumValue(&editions, field.edition,
                                             static_cast<int>(number));
    }
    choice.asked = catalog_.AskedCells(editions);
    choices_.push_back(std::move(choice));
  }
}

size_t FormLayout::ChoiceIndex(const v1::Editions& editions) const {
  const Reflection* reflection = editions.GetReflection();
  size_t index = 0;
  size_t weight = 1;
  for (const Field& field : fields_) {
    int number = reflection->GetEnumValue(editions, field.edition);
    if (number > 0 && number < static_cast<int>(field.slot_of.size())) {
      index += weight * static_cast<size_t>(number);
    }
    weight *= field.slot_of.size();
  }
  return index;
}

const EditionChoice& FormLayout::Choice(const v1::Editions& editions) const {
  return choices_[ChoiceIndex(editions)];
}

void FormLayout::WriteSlots(const EditionSlots& slots,
                            v1::EditionCounts* counts) const {
  const Reflection* reflection = counts->GetReflection();
  for (const Field& field : fields_) {
    const EnumDescriptor* values = field.edition->enum_type();
    for (size_t number = 0; number < field.slot_of.size(); ++number) {
      int slot = field.slot_of[number];
      if (slot < 0 || slots[slot] == 0) continue;
      Message* entry = reflection->AddMessage(counts, field.count);
      const Descriptor* type = entry->GetDescriptor();
      entry->GetReflection()->SetString(
          entry, type->map_key(),
          values->FindValueByNumber(static_cast<int>(number))->name());
      entry->GetReflection()->SetInt64(entry, type->map_value(), slots[slot]);
    }
  }
}

EditionSlots FormLayout::ReadSlots(const v1::EditionCounts& counts) const {
  EditionSlots slots = {};
  const Reflection* reflection = counts.GetReflection();
  for (const Field& field : fields_) {
    const EnumDescriptor* values = field.edition->enum_type();
    for (int i = 0; i < reflection->FieldSize(counts, field.count); ++i) {
      const Message& entry =
          reflection->GetRepeatedMessage(counts, field.count, i);
      const Descriptor* type = entry.GetDescriptor();
      const auto* value = values->FindValueByName(
          entry.GetReflection()->GetString(entry, type->map_key()));
      if (value == nullptr || value->number() == 0) continue;
      slots[field.slot_of[value->number()]] = static_cast<int32_t>(
          entry.GetReflection()->GetInt64(entry, type->map_value()));
    }
  }
  return slots;
}

}  // namespace disclosure::aggregate
