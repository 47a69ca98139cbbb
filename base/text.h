// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Text for people: UTF-8, columns on a terminal where a Chinese character takes
// two, likeness of names. All functions are pure and thread-safe. Where the
// input is not valid UTF-8, each byte that cannot be read counts as U+FFFD.

#ifndef DISCLOSURE_BASE_TEXT_H_
#define DISCLOSURE_BASE_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace disclosure::base {

// No overlong forms, no surrogates, nothing above U+10FFFF.
bool IsValidUtf8(std::string_view text);

std::u32string DecodeUtf8(std::string_view text);

// Code points that UTF-8 cannot hold are written as U+FFFD.
std::string EncodeUtf8(std::u32string_view text);

// Columns on a terminal: 2 for wide East Asian characters and emoji, 0 for
// combining marks and controls, 1 for the rest, of ambiguous width too.
int DisplayWidth(std::string_view text);

// `text` with blanks on the right (left) up to `width` columns; unchanged if it
// is as wide already.
std::string PadRight(std::string_view text, int width);
std::string PadLeft(std::string_view text, int width);

// Code points to insert, delete or replace to turn one text into the other.
int EditDistance(std::string_view a, std::string_view b);

// The number written in `text`, all of it: an optional minus and digits.
// Nothing if it is anything else or does not fit.
std::optional<int64_t> ParseInt64(std::string_view text);

// A hash of 32 raw bytes as a person is shown it: sha256:6f1c…e2
std::string AbbreviateHash(std::string_view hash);

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_TEXT_H_
