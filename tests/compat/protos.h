// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The protos as lines of text, and what of a list made earlier does not hold
// any more: each is a break for those who have old programs or old data.
//
//   message <name>
//   field <message>.<number> <name> <kind> <type> json <name>
//   value <enum>.<number> <name>
//   reserved <message>.<number>
//   rpc <service>.<method> [stream ]<request> -> [stream ]<response>
//
//   kind = plain | optional | repeated | oneof:<name>
//
// Lines may be added: a new field, value, message or method breaks nothing.

#ifndef DISCLOSURE_TESTS_COMPAT_PROTOS_H_
#define DISCLOSURE_TESTS_COMPAT_PROTOS_H_

#include <set>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace disclosure::testing {

using ProtoLines = std::set<std::string>;

ProtoLines ListProto(const google::protobuf::FileDescriptor& file);

// One line for each that was listed and is not there as it was, with what is
// there in its place.
std::vector<std::string> FindBreaks(const ProtoLines& listed,
                                    const ProtoLines& now);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_COMPAT_PROTOS_H_
