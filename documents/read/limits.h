// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a reader takes at most. A document beyond one of these is refused, the
// limit named; all are far above what an annual report needs.

#ifndef DISCLOSURE_DOCUMENTS_READ_LIMITS_H_
#define DISCLOSURE_DOCUMENTS_READ_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace disclosure::documents {

// The file.
inline constexpr int64_t kFileBytesMax = 64 << 20;
// One part of a package (DOCX, XLSX), unpacked; more than its head says stops
// the reading at this size.
inline constexpr int64_t kPartBytesMax = 64 << 20;
// Parts of a package.
inline constexpr int kPartsMax = 10'000;
// Elements of markup within each other.
inline constexpr int kDepthMax = 256;
// Text in all paragraphs and cells.
inline constexpr size_t kTextBytesMax = 16 << 20;
// Paragraphs, and lines within cells.
inline constexpr int kLinesMax = 200'000;
// Cells of all tables, spans counted as the places they cover.
inline constexpr int kCellsMax = 200'000;
// Columns of one table, and rows of one table.
inline constexpr int kColumnsMax = 1'000;
inline constexpr int kRowsMax = 20'000;
inline constexpr int kPagesMax = 500;

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_LIMITS_H_
