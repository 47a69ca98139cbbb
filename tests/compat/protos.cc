// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/compat/protos.h"

#include "absl/strings/str_cat.h"

namespace disclosure::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

std::string KindOf(const FieldDescriptor& field) {
  if (field.is_repeated()) return "repeated";
  if (const auto* oneof = field.real_containing_oneof()) {
    return "oneof:" + oneof->name();
  }
  return field.has_optional_keyword() ? "optional" : "plain";
}

std::string TypeOf(const FieldDescriptor& field) {
  if (field.message_type() != nullptr) return field.message_type()->full_name();
  if (field.enum_type() != nullptr) return field.enum_type()->full_name();
  return field.type_name();
}

void List(const EnumDescriptor& type, ProtoLines* lines) {
  for (int i = 0; i < type.value_count(); ++i) {
    lines->insert(absl::StrCat("value ", type.full_name(), ".",
                               type.value(i)->number(), " ",
                               type.value(i)->name()));
  }
}

void List(const Descriptor& message, ProtoLines* lines) {
  lines->insert("message " + message.full_name());
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    lines->insert(absl::StrCat(
        "field ", message.full_name(), ".", field.number(), " ", field.name(),
        " ", KindOf(field), " ", TypeOf(field), " json ", field.json_name()));
  }
  for (int i = 0; i < message.reserved_range_count(); ++i) {
    const Descriptor::ReservedRange& range = *message.reserved_range(i);
    for (int number = range.start; number < range.end; ++number) {
      lines->insert(
          absl::StrCat("reserved ", message.full_name(), ".", number));
    }
  }
  for (int i = 0; i < message.nested_type_count(); ++i) {
    List(*message.nested_type(i), lines);
  }
  for (int i = 0; i < message.enum_type_count(); ++i) {
    List(*message.enum_type(i), lines);
  }
}

void List(const ServiceDescriptor& service, ProtoLines* lines) {
  for (int i = 0; i < service.method_count(); ++i) {
    const MethodDescriptor& method = *service.method(i);
    lines->insert(absl::StrCat("rpc ", method.full_name(), " ",
                               method.client_streaming() ? "stream " : "",
                               method.input_type()->full_name(), " -> ",
                               method.server_streaming() ? "stream " : "",
                               method.output_type()->full_name()));
  }
}

// What a line is about: its first two words.
std::string SubjectOf(const std::string& line) {
  return line.substr(0, line.find(' ', line.find(' ') + 1));
}

// The line about the same thing, or one that took the number.
std::string InItsPlace(const std::string& line, const ProtoLines& now) {
  std::string subject = SubjectOf(line);
  if (subject.starts_with("reserved ")) {
    subject.replace(0, subject.find(' '), "field");
  }
  const auto found = now.lower_bound(subject);
  return found != now.end() && SubjectOf(*found) == subject ? *found : "";
}

}  // namespace

ProtoLines ListProto(const google::protobuf::FileDescriptor& file) {
  ProtoLines lines;
  for (int i = 0; i < file.message_type_count(); ++i) {
    List(*file.message_type(i), &lines);
  }
  for (int i = 0; i < file.enum_type_count(); ++i) {
    List(*file.enum_type(i), &lines);
  }
  for (int i = 0; i < file.service_count(); ++i) {
    List(*file.service(i), &lines);
  }
  return lines;
}

std::vector<std::string> FindBreaks(const ProtoLines& listed,
                                    const ProtoLines& now) {
  std::vector<std::string> breaks;
  for (const std::string& line : listed) {
    if (now.contains(line)) continue;
    const std::string instead = InItsPlace(line, now);
    breaks.push_back(absl::StrCat(
        "was: ", line, ", is: ", instead.empty() ? "nothing" : instead));
  }
  return breaks;
}

}  // namespace disclosure::testing
