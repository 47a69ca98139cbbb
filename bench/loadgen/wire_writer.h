// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Bytes of protobuf messages, field by field, for messages that are made by the
// million: no message object, no reflection.

#ifndef DISCLOSURE_BENCH_LOADGEN_WIRE_WRITER_H_
#define DISCLOSURE_BENCH_LOADGEN_WIRE_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/varint.h"

namespace disclosure::loadgen {

class WireWriter {
 public:
  // An integer or enum; left out if it is 0, as proto3 does.
  void Number(int field, int64_t value) {
    if (value == 0) return;
    Varint(static_cast<uint64_t>(field) << 3);
    Varint(static_cast<uint64_t>(value));
  }

  // A string, bytes or message; left out if it is empty.
  void Bytes(int field, std::string_view value) {
    if (value.empty()) return;
    Varint(static_cast<uint64_t>(field) << 3 | 2);
    Varint(value.size());
    bytes_.append(value);
  }

  void Reserve(size_t size) { bytes_.reserve(size); }
  const std::string& bytes() const { return bytes_; }
  std::string Take() { return std::move(bytes_); }

 private:
  void Varint(uint64_t value) { base::AppendVarint(value, &bytes_); }

  std::string bytes_;
};

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_WIRE_WRITER_H_
