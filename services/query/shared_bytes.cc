// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/shared_bytes.h"

#include <atomic>
#include <cstring>
#include <new>

#include "base/check.h"

namespace disclosure::query {

// The bytes follow it.
struct SharedBytes::Block {
  explicit Block(uint32_t bytes) : size(bytes) {}

  char* bytes() { return reinterpret_cast<char*>(this + 1); }

  std::atomic<uint32_t> owners{1};
  const uint32_t size;
};

SharedBytes::SharedBytes(std::string_view bytes) {
  DISCLOSURE_CHECK(bytes.size() <= UINT32_MAX);
  void* const memory = ::operator new(sizeof(Block) + bytes.size());
  block_ = new (memory) Block(static_cast<uint32_t>(bytes.size()));
  if (!bytes.empty()) std::memcpy(block_->bytes(), bytes.data(), bytes.size());
}

SharedBytes::SharedBytes(const SharedBytes& other) : block_(other.block_) {
  if (block_ != nullptr) {
    block_->owners.fetch_add(1, std::memory_order_relaxed);
  }
}

SharedBytes::~SharedBytes() {
  if (block_ == nullptr) return;
  // What other owners did with the bytes comes before their end.
  if (block_->owners.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  block_->~Block();
  ::operator delete(block_);
}

std::string_view SharedBytes::view() const {
  if (block_ == nullptr) return {};
  return {block_->bytes(), block_->size};
}

}  // namespace disclosure::query
