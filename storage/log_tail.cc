// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// RocksDB's log format, without recycling:
//
//   log    = block*                     blocks of 32 KB, the last may be short
//   block  = record* padding            fewer than 7 bytes of zeros at the end
//   record = crc(4) length(2, little-endian) type(1) payload(length)
//   type   = 1 full | 2 first | 3 middle | 4 last
//   crc    = masked CRC-32C of type and payload, little-endian
//
// A write is one full record, or a first, any middles and a last.

#include "storage/log_tail.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/file.h"

namespace disclosure::storage {
namespace {

constexpr int64_t kBlockSize = 32 * 1024;
constexpr int64_t kHeaderSize = 7;

enum RecordType { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

std::array<uint32_t, 256> MakeCrcTable() {
  constexpr uint32_t kReversedPolynomial = 0x82f63b78;
  std::array<uint32_t, 256> table;
  for (uint32_t byte = 0; byte < table.size(); ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) {
      crc = crc & 1 ? crc >> 1 ^ kReversedPolynomial : crc >> 1;
    }
    table[byte] = crc;
  }
  return table;
}

uint32_t MaskedCrc(std::string_view bytes) {
  static const std::array<uint32_t, 256> kTable = MakeCrcTable();
  uint32_t crc = ~uint32_t{0};
  for (const char byte : bytes) {
    crc = kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff] ^ crc >> 8;
  }
  crc = ~crc;
  // So that a checksum within what is summed up is not one of its own.
  return (crc >> 15 | crc << 17) + 0xa282ead8;
}

struct Header {
  uint32_t crc = 0;
  int64_t length = 0;
  int type = 0;
};

Header ReadHeader(const char* bytes) {
  const auto byte = [bytes](int i) {
    return static_cast<uint32_t>(static_cast<unsigned char>(bytes[i]));
  };
  return {.crc = byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24,
          .length = byte(4) | byte(5) << 8,
          .type = static_cast<int>(byte(6))};
}

bool IsRecordType(int type) { return kFull <= type && type <= kLast; }

// True if a whole record begins anywhere in `bytes`, the end of a file that is
// less than a block.
bool HoldsRecord(std::string_view bytes) {
  for (; static_cast<int64_t>(bytes.size()) >= kHeaderSize;
       bytes.remove_prefix(1)) {
    const Header header = ReadHeader(bytes.data());
    if (!IsRecordType(header.type) ||
        kHeaderSize + header.length > static_cast<int64_t>(bytes.size())) {
      continue;
    }
    // The type stands right before the payload.
    if (MaskedCrc(bytes.substr(kHeaderSize - 1, 1 + header.length)) ==
        header.crc) {
      return true;
    }
  }
  return false;
}

// What follows the last whole write of an open file.
TornTail FindTornTail(int file, int64_t size) {
  int64_t position = 0;
  int64_t whole = 0;
  bool is_damage = false;
  while (position < size) {
    int64_t left_in_block = kBlockSize - position % kBlockSize;
    if (left_in_block < kHeaderSize) {
      bool between_writes = whole == position;
      position = std::min(position + left_in_block, size);
      if (between_writes) whole = position;
      continue;
    }
    char bytes[kHeaderSize];
    if (pread(file, bytes, kHeaderSize, position) != kHeaderSize) break;
    const Header header = ReadHeader(bytes);
    // Anything else than the four types is for RocksDB's recovery to judge.
    if (!IsRecordType(header.type)) return {};
    int64_t end = position + kHeaderSize + header.length;
    if (end > size) {
      std::string rest(static_cast<size_t>(size - position - 1), '\0');
      is_damage = pread(file, rest.data(), rest.size(), position + 1) ==
                      static_cast<ssize_t>(rest.size()) &&
                  HoldsRecord(rest);
      break;
    }
    position = end;
    if (header.type == kFull || header.type == kLast) whole = end;
  }
  return {.bytes = size - whole, .is_damage = is_damage};
}

}  // namespace

std::vector<TornTail> FindTornTails(const std::string& folder) {
  std::vector<TornTail> tails;
  // Names the manifest that counts.
  const std::string current(absl::StripAsciiWhitespace(
      base::ReadFile(folder + "/CURRENT").value_or("")));
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!absl::EndsWith(name, ".log") && name != current) continue;
    int file = open(entry->path().c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    struct stat information;
    TornTail tail;
    if (fstat(file, &information) == 0) {
      tail = FindTornTail(file, information.st_size);
    }
    close(file);
    tail.file = name;
    if (tail.bytes > 0) tails.push_back(std::move(tail));
  }
  std::sort(
      tails.begin(), tails.end(),
      [](const TornTail& a, const TornTail& b) { return a.file < b.file; });
  return tails;
}

}  // namespace disclosure::storage
