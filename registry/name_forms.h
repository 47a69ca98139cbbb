// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The forms in which a name of a region or office is compared. Inside this
// room; others use NameIndex.
//
// All texts are UTF-8; functions are pure.

#ifndef DISCLOSURE_REGISTRY_NAME_FORMS_H_
#define DISCLOSURE_REGISTRY_NAME_FORMS_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace disclosure::registry {

// Without blanks and middle dots, full-width letters, digits and brackets as
// ASCII, ASCII letters small.
std::string PlainName(std::string_view name);

// A plain name without what tells only the kind of body: 天坛街道 for
// 天坛街道办事处, 克井镇 for 克井镇人民政府. The same if nothing would be left.
std::string StrippedName(std::string_view plain);

// True if a plain name is nothing but such a word: 人民政府.
bool IsOnlyBodyEnding(std::string_view plain);

// A plain name without the word for the kind of region: 济源 for 济源市, 天坛
// for 天坛街道. Empty if it has none or if less than two letters would be left.
std::string ShortenedName(std::string_view plain);

// One bit for each letter in the text, by hash. A text that lacks none of
// another's letters has all of its bits; each missing bit costs at least one
// edit.
uint64_t Letters(std::string_view text);

// Letters, not bytes.
int CountLetters(std::string_view text);

// True if one wrong, missing, added or swapped character (ASCII) makes the one
// the other, or nothing.
bool IsOneSlip(std::string_view a, std::string_view b);

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_NAME_FORMS_H_
