// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Messages as JSON for programs: field names as in the protos, 64-bit numbers
// as strings, zeros printed.

#ifndef DISCLOSURE_CLI_JSON_H_
#define DISCLOSURE_CLI_JSON_H_

#include <string>

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace disclosure::cli {

// One line without its end, or indented over several with `pretty`.
std::string ToJson(const google::protobuf::Message& message,
                   bool pretty = false);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_JSON_H_
