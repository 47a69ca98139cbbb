// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/check.h"
#include "form/report_file.h"

namespace disclosure::form {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void AppendQuoted(const std::string& text, std::string* out) {
  out->push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"':
        out->append("\\\"");
        break;
      case '\\':
        out->append("\\\\");
        break;
      case '\n':
        out->append("\\n");
        break;
      case '\r':
        out->append("\\r");
        break;
      case '\t':
        out->append("\\t");
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          absl::StrAppendFormat(out, "\\u%04x", static_cast<int>(c));
        } else {
          out->push_back(c);
        }
    }
  }
  out->push_back('"');
}

// A message that stands on one line: it has only single values. Texts get lines
// of their own.
bool IsFlat(const Message& message) {
  if (message.GetDescriptor() == v1::Narrative::descriptor()) return false;
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return std::none_of(fields.begin(), fields.end(), [](const auto* field) {
    return field->type() == FieldDescriptor::TYPE_MESSAGE;
  });
}

void AppendMessage(const Message& message, int depth, std::string* out);

void AppendIndent(int depth, std::string* out) {
  out->append(static_cast<size_t>(depth) * 2, ' ');
}

// The value of a single field, or one element of a repeated one.
void AppendValue(const Message& message, const FieldDescriptor* field,
                 int index, int depth, std::string* out) {
  const auto& reflection = *message.GetReflection();
  const bool repeated = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return AppendMessage(
          repeated ? reflection.GetRepeatedMessage(message, field, index)
                   : reflection.GetMessage(message, field),
          depth, out);
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrAppend(
          out, "\"",
          repeated ? reflection.GetRepeatedInt64(message, field, index)
                   : reflection.GetInt64(message, field),
          "\"");
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrAppend(
          out, repeated ? reflection.GetRepeatedInt32(message, field, index)
                        : reflection.GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_BOOL: {
      const bool value = repeated
                             ? reflection.GetRepeatedBool(message, field, index)
                             : reflection.GetBool(message, field);
      return absl::StrAppend(out, value ? "true" : "false");
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value =
          repeated ? reflection.GetRepeatedEnumValue(message, field, index)
                   : reflection.GetEnumValue(message, field);
      const auto* known = field->enum_type()->FindValueByNumber(value);
      if (known == nullptr) return absl::StrAppend(out, value);
      return AppendQuoted(known->name(), out);
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string value =
          repeated ? reflection.GetRepeatedString(message, field, index)
                   : reflection.GetString(message, field);
      if (field->type() == FieldDescriptor::TYPE_BYTES) {
        value = absl::Base64Escape(value);
      }
      return AppendQuoted(value, out);
    }
    default:
      DISCLOSURE_CHECK(false);  // reports have no other types
  }
}

void AppendField(const Message& message, const FieldDescriptor* field,
                 int depth, std::string* out) {
  AppendQuoted(field->name(), out);
  out->append(": ");
  if (!field->is_repeated()) {
    return AppendValue(message, field, -1, depth, out);
  }
  const int size = message.GetReflection()->FieldSize(message, field);
  const bool lines = field->type() == FieldDescriptor::TYPE_MESSAGE;
  out->push_back('[');
  for (int i = 0; i < size; ++i) {
    if (i > 0) out->append(lines ? "," : ", ");
    if (lines) {
      out->push_back('\n');
      AppendIndent(depth + 1, out);
    }
    AppendValue(message, field, i, depth + 1, out);
  }
  if (lines) {
    out->push_back('\n');
    AppendIndent(depth, out);
  }
  out->push_back(']');
}

void AppendMessage(const Message& message, int depth, std::string* out) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  const bool lines = depth == 0 || !IsFlat(message);
  out->push_back('{');
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out->append(lines ? "," : ", ");
    if (lines) {
      out->push_back('\n');
      AppendIndent(depth + 1, out);
    }
    AppendField(message, fields[i], depth + 1, out);
  }
  if (lines) {
    out->push_back('\n');
    AppendIndent(depth, out);
  }
  out->push_back('}');
}

}  // namespace

std::string WriteReportJson(const v1::AnnualReport& report) {
  std::string out;
  AppendMessage(report, 0, &out);
  out.push_back('\n');
  return out;
}

}  // namespace disclosure::form
