// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/json.h"

#include "google/protobuf/message.h"
#include "google/protobuf/util/json_util.h"

namespace disclosure::cli {

std::string ToJson(const google::protobuf::Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  options.add_whitespace = pretty;
  std::string text;
  const auto status =
      google::protobuf::util::MessageToJsonString(message, &text, options);
  if (status.ok()) return text;
  // Only a time out of range or an unknown Any, from a server gone wrong.
  return "{\"error\": \"the answer cannot be printed as JSON\"}";
}

}  // namespace disclosure::cli
