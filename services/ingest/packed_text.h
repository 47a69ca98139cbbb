// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Narrative parts as they are stored: compressed before the queue, on the
// thread of the caller, so that the log, the sync and the memory of the
// database all have less to carry. Hashes are over the uncompressed bytes.
//
//   stored = part                     as it is: begins with a protobuf tag,
//                                     which is never 01
//          | 01 size compressed       size: 4 bytes, big-endian, of the part;
//                                     compressed: one LZ4 block
//
// This layout is on disk for ever. Pure functions.

#ifndef DISCLOSURE_SERVICES_INGEST_PACKED_TEXT_H_
#define DISCLOSURE_SERVICES_INGEST_PACKED_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace disclosure::ingest {

// Compressed where that is smaller. The part is a serialised message.
std::string PackText(std::string part);

// The part again; nothing if the bytes were not made by PackText.
std::optional<std::string> UnpackText(std::string stored);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_PACKED_TEXT_H_
