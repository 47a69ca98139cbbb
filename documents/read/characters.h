// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Characters as documents print them. PDF files hold radicals that look like
// characters (U+2F08 for 人), web pages a dozen kinds of blanks, and no two
// offices type the same brackets. All functions are pure and thread-safe, take
// any bytes and return valid UTF-8; a byte that is none becomes U+FFFD.

#ifndef DISCLOSURE_DOCUMENTS_READ_CHARACTERS_H_
#define DISCLOSURE_DOCUMENTS_READ_CHARACTERS_H_

#include <string>
#include <string_view>

namespace disclosure::documents {

// A blank of any width: those of Unicode, none-width ones, the byte order mark,
// the soft hyphen, and U+E5E5, which old encodings leave behind. Line ends too.
bool IsBlank(char32_t c);

// `text` without the blanks at its ends.
std::string_view TrimBlanks(std::string_view text);

// Kangxi radicals (U+2F00..) and CJK radicals (U+2E80..) become the characters
// they stand for: ⼈ 人, ⻔ 门. Nothing else changes.
std::string ReplaceRadicals(std::string_view text);

// `text` with each ASCII digit as its raised form, ¹²³: what markup raises is
// the mark of a note and must not read as a digit of the number before it.
std::string RaiseDigits(std::string_view text);

// What is left of `text` when only the wording counts, to compare labels:
// radicals replaced, NFKC (full-width forms become ASCII), no blanks at all,
// quotes, brackets, dashes, commas and dots in one ASCII form each, lower case.
// A raised or circled digit marks a note and must not join a number before it:
// `103²` and `103②` become `103(2)`.
std::string Comparable(std::string_view text);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_CHARACTERS_H_
