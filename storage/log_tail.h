// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Looks at the ends of the files that a database appends to: the write-ahead
// logs, and the manifest, which lists the other files. A crash leaves the
// beginning of a write there that nobody was told was done. RocksDB drops it
// silently when it opens, together with everything behind it; an operator
// should read about it, and what is followed by a whole record is no torn end
// but damage.

#ifndef DISCLOSURE_STORAGE_LOG_TAIL_H_
#define DISCLOSURE_STORAGE_LOG_TAIL_H_

#include <cstdint>
#include <string>
#include <vector>

namespace disclosure::storage {

struct TornTail {
  std::string file;   // 000012.log
  int64_t bytes = 0;  // after the last whole write
  // A whole record stands behind it: it was not torn, but altered.
  bool is_damage = false;
};

// Looks at the files of a closed database folder. Of what is whole only the
// record headers are read; checksums are left to RocksDB. A folder or file that
// cannot be read has no torn tail here: opening it will say why.
std::vector<TornTail> FindTornTails(const std::string& folder);

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_LOG_TAIL_H_
