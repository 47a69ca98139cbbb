// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/packed_text.h"

#include <cstddef>
#include <cstdint>

#include <lz4.h>

#include "base/check.h"

namespace disclosure::ingest {
namespace {

constexpr char kCompressed = 1;
constexpr size_t kHeaderBytes = 5;
// More is faster and leaves more: 4 takes half the time of 1 on prose, and
// leaves an eighth more.
constexpr int kAcceleration = 4;
// No part is larger; a size beyond it is damage.
constexpr uint32_t kPartBytesMax = 16 << 20;

}  // namespace

std::string PackText(std::string part) {
  DISCLOSURE_CHECK(part.size() <= kPartBytesMax);
  DISCLOSURE_CHECK(part.empty() || part[0] != kCompressed);
  // Room for less than the part: what does not fit into it is not smaller.
  if (part.size() <= 2 * kHeaderBytes) return part;
  std::string packed(part.size() - 1, '\0');
  const int size = LZ4_compress_fast(
      part.data(), packed.data() + kHeaderBytes, static_cast<int>(part.size()),
      static_cast<int>(packed.size() - kHeaderBytes), kAcceleration);
  if (size <= 0) return part;
  packed[0] = kCompressed;
  for (size_t i = 1; i < kHeaderBytes; ++i) {
    packed[i] = static_cast<char>(part.size() >> (8 * (kHeaderBytes - 1 - i)));
  }
  packed.resize(kHeaderBytes + static_cast<size_t>(size));
  return packed;
}

std::optional<std::string> UnpackText(std::string stored) {
  if (stored.empty() || stored[0] != kCompressed) return stored;
  if (stored.size() < kHeaderBytes) return std::nullopt;
  uint32_t size = 0;
  for (size_t i = 1; i < kHeaderBytes; ++i) {
    size = size << 8 | static_cast<unsigned char>(stored[i]);
  }
  if (size > kPartBytesMax) return std::nullopt;
  std::string part(size, '\0');
  const int unpacked =
      LZ4_decompress_safe(stored.data() + kHeaderBytes, part.data(),
                          static_cast<int>(stored.size() - kHeaderBytes),
                          static_cast<int>(part.size()));
  if (unpacked != static_cast<int>(size)) return std::nullopt;
  return part;
}

}  // namespace disclosure::ingest
