// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Bytes that never change, held by any number of owners: one pointer each, and
// one allocation of 8 bytes more than the bytes. A shared_ptr to an array would
// take 40 bytes more; of what is held here there are millions.
//
// As safe as a shared_ptr: different objects from any threads, one object from
// one thread at a time.

#ifndef DISCLOSURE_SERVICES_QUERY_SHARED_BYTES_H_
#define DISCLOSURE_SERVICES_QUERY_SHARED_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace disclosure::query {

class SharedBytes {
 public:
  // None.
  SharedBytes() = default;
  // A copy of `bytes`, which are fewer than 4 GB.
  explicit SharedBytes(std::string_view bytes);

  SharedBytes(const SharedBytes& other);
  SharedBytes(SharedBytes&& other) noexcept
      : block_(std::exchange(other.block_, nullptr)) {}
  SharedBytes& operator=(SharedBytes other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~SharedBytes();

  // False for none; true also for no bytes.
  explicit operator bool() const { return block_ != nullptr; }

  // Empty for none. Valid as long as anybody holds the bytes.
  std::string_view view() const;

  // Whether these are the same bytes, not equal ones.
  friend bool operator==(const SharedBytes&, const SharedBytes&) = default;

 private:
  struct Block;

  Block* block_ = nullptr;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_SHARED_BYTES_H_
