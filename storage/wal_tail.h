// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Finds the torn end of a write-ahead log: what a crash left of a write that
// nobody was told was done. RocksDB drops it silently when it opens; an
// operator should read about it.

#ifndef DISCLOSURE_STORAGE_WAL_TAIL_H_
#define DISCLOSURE_STORAGE_WAL_TAIL_H_

#include <cstdint>
#include <string>
#include <vector>

namespace disclosure::storage {

struct TornTail {
  std::string file;   // 000012.log
  int64_t bytes = 0;  // after the last whole record
};

// Looks at every write-ahead log of a closed database folder. Only the record
// headers are read; checksums are left to RocksDB. A folder or file that
// cannot be read has no torn tail here: opening it will say why.
std::vector<TornTail> FindTornTails(const std::string& folder);

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_WAL_TAIL_H_
