// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/report_csv_fields.h"

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/text.h"
#include "form/catalog.h"

namespace disclosure::form {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsSingleValue(const FieldDescriptor& field) {
  return !field.is_repeated() &&
         field.type() != FieldDescriptor::TYPE_MESSAGE &&
         field.type() != FieldDescriptor::TYPE_BYTES;
}

std::vector<ReportField> MakeReportFields() {
  std::vector<ReportField> fields;
  const auto& report = *v1::AnnualReport::descriptor();
  for (int i = 0; i < report.field_count(); ++i) {
    const FieldDescriptor* field = report.field(i);
    if (IsSingleValue(*field)) {
      fields.push_back({field->name(), nullptr, field});
      continue;
    }
    if (field->is_repeated() ||
        field->message_type() == v1::Figures::descriptor() ||
        field->message_type() == v1::SourceDocument::descriptor()) {
      continue;
    }
    for (int j = 0; j < field->message_type()->field_count(); ++j) {
      const FieldDescriptor* inner = field->message_type()->field(j);
      if (!IsSingleValue(*inner)) continue;
      fields.push_back(
          {absl::StrCat(field->name(), ".", inner->name()), field, inner});
    }
  }
  return fields;
}

// SCOPE_OWN of `Scope` -> own.
std::string ShortName(const google::protobuf::EnumValueDescriptor& value) {
  const std::string zero = value.type()->value(0)->name();
  const std::string prefix = zero.substr(0, zero.rfind("UNSPECIFIED"));
  return absl::AsciiStrToLower(value.name().substr(prefix.size()));
}

Expectation SetEnum(const FieldDescriptor* field, const std::string& text,
                    Message* message) {
  const EnumDescriptor& type = *field->enum_type();
  std::vector<std::string> names;
  for (int i = 1; i < type.value_count(); ++i) {
    const auto& value = *type.value(i);
    if (text == ShortName(value) || text == value.name() ||
        text == LabelZh(type, value.number()) ||
        text == LabelEn(type, value.number())) {
      message->GetReflection()->SetEnum(message, field, &value);
      return {};
    }
    names.push_back(ShortName(value));
  }
  return {absl::StrJoin(names, " or "), absl::StrJoin(names, " 或 ")};
}

}  // namespace

const std::vector<ReportField>& ReportFields() {
  static const auto* const fields =
      new std::vector<ReportField>(MakeReportFields());
  return *fields;
}

const ReportField* FindReportField(const std::string& path) {
  for (const ReportField& field : ReportFields()) {
    if (field.path == path) return &field;
  }
  return nullptr;
}

Expectation SetReportField(const ReportField& field, const std::string& text,
                           v1::AnnualReport* report) {
  Message* message = report;
  if (field.outer != nullptr) {
    message = report->GetReflection()->MutableMessage(report, field.outer);
  }
  const auto& reflection = *message->GetReflection();
  switch (field.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection.SetString(message, field.field, text);
      return {};
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(field.field, text, message);
    case FieldDescriptor::CPPTYPE_INT32: {
      const auto value = base::ParseInt64(text);
      if (!value.has_value() || *value < 0 ||
          *value > std::numeric_limits<int32_t>::max()) {
        return {"a whole number such as 2020", "整数，例如 2020"};
      }
      reflection.SetInt32(message, field.field, static_cast<int32_t>(*value));
      return {};
    }
    default:
      DISCLOSURE_CHECK(false);  // reports have no other single values
      return {};
  }
}

std::string ReportFieldText(const ReportField& field,
                            const v1::AnnualReport& report) {
  const Message* message = &report;
  if (field.outer != nullptr) {
    message = &report.GetReflection()->GetMessage(report, field.outer);
  }
  const auto& reflection = *message->GetReflection();
  if (!reflection.HasField(*message, field.field)) return "";
  switch (field.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(*message, field.field);
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value = reflection.GetEnumValue(*message, field.field);
      const auto* known = field.field->enum_type()->FindValueByNumber(value);
      return known == nullptr ? absl::StrCat(value) : ShortName(*known);
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(*message, field.field));
    default:
      DISCLOSURE_CHECK(false);  // reports have no other single values
      return "";
  }
}

}  // namespace disclosure::form
