// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/word_set.h"

#include <utility>

#include "base/check.h"

namespace disclosure::form {

namespace {

// So that each may be among those of every key.
constexpr size_t kWordsMax = 200;

}  // namespace

WordSet::WordSet(std::vector<std::string> words) : words_(std::move(words)) {
  std::erase(words_, "");
  DISCLOSURE_CHECK(words_.size() <= kWordsMax);
  by_start_.Build(words_, [](const std::string& word, size_t key) {
    return word.size() < 3 || KeyOf(word[2], word[1]) == key;
  });
  by_end_.Build(words_, [](const std::string& word, size_t key) {
    const char before =
        word.size() < 2 ? static_cast<char>(key & 3) : word[word.size() - 2];
    return KeyOf(word.back(), before) == key;
  });
}

bool WordSet::IsIn(std::string_view text) const {
  while (!text.empty()) {
    if (AtStartOf(text) != nullptr) return true;
    // No word begins within a character.
    const bool three_bytes = (text[0] & 0xF0) == 0xE0;
    text.remove_prefix(std::min<size_t>(three_bytes ? 3 : 1, text.size()));
  }
  return false;
}

std::string_view WordSet::StripLeft(std::string_view text) const {
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (const std::string& word : words_) {
      if (!text.starts_with(word)) continue;
      text.remove_prefix(word.size());
      stripped = true;
    }
  }
  return text;
}

std::string_view WordSet::StripSome(std::string_view text) const {
  // Words from here on have not been looked at since the last beginning.
  size_t from = 0;
  while (true) {
    const auto may_end = MayEnd(text);
    const auto word = std::find_if(
        may_end.begin(), may_end.end(),
        [&](uint16_t i) { return i >= from && text.ends_with(words_[i]); });
    if (word != may_end.end()) {
      text.remove_suffix(words_[*word].size());
      from = *word + size_t{1};
    } else if (from > 0) {
      from = 0;
    } else {
      break;
    }
  }
  return text;
}

}  // namespace disclosure::form
