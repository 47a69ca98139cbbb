// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// RocksDB's log format, without recycling:
//
//   log    = block*                     blocks of 32 KB, the last may be short
//   block  = record* padding            fewer than 7 bytes of zeros at the end
//   record = crc(4) length(2, little-endian) type(1) payload(length)
//   type   = 1 full | 2 first | 3 middle | 4 last
//
// A write is one full record, or a first, any middles and a last.

#include "storage/wal_tail.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace disclosure::storage {
namespace {

constexpr int64_t kBlockSize = 32 * 1024;
constexpr int64_t kHeaderSize = 7;

enum RecordType { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

// Bytes after the end of the last whole write of an open file.
int64_t TornBytes(int file, int64_t size) {
  int64_t position = 0;
  int64_t whole = 0;
  while (position < size) {
    int64_t left_in_block = kBlockSize - position % kBlockSize;
    if (left_in_block < kHeaderSize) {
      bool between_writes = whole == position;
      position = std::min(position + left_in_block, size);
      if (between_writes) whole = position;
      continue;
    }
    unsigned char header[kHeaderSize];
    if (pread(file, header, kHeaderSize, position) != kHeaderSize) break;
    int64_t length = header[4] | header[5] << 8;
    int type = header[6];
    // Anything else than the four types is for RocksDB's recovery to judge.
    if (type < kFull || type > kLast) return 0;
    int64_t end = position + kHeaderSize + length;
    if (end > size) break;
    position = end;
    if (type == kFull || type == kLast) whole = end;
  }
  return size - whole;
}

}  // namespace

std::vector<TornTail> FindTornTails(const std::string& folder) {
  std::vector<TornTail> tails;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    const std::filesystem::path& path = entry->path();
    if (path.extension() != ".log") continue;
    int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    struct stat information;
    int64_t torn = fstat(file, &information) == 0
                       ? TornBytes(file, information.st_size)
                       : 0;
    close(file);
    if (torn > 0) tails.push_back({path.filename().string(), torn});
  }
  std::sort(
      tails.begin(), tails.end(),
      [](const TornTail& a, const TornTail& b) { return a.file < b.file; });
  return tails;
}

}  // namespace disclosure::storage
