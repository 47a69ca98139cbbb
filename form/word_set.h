// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Words that are looked for in many places of many texts, nearly all of which
// none of them stands at: one byte tells most of these. Made for Chinese words,
// right for all. Internal to this folder.
//
// Texts are UTF-8; in others a word may be missed. Never changes once made;
// thread-safe.

#ifndef DISCLOSURE_FORM_WORD_SET_H_
#define DISCLOSURE_FORM_WORD_SET_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace disclosure::form {

class WordSet {
 public:
  // Empty: all searches find nothing.
  WordSet() : WordSet(std::vector<std::string>()) {}

  // An empty word is left out. At most 1,000 words.
  template <typename Words>
  explicit WordSet(const Words& words)
      : WordSet(std::vector<std::string>(words.begin(), words.end())) {}
  explicit WordSet(std::vector<std::string> words);

  // In the order in which they were given.
  const std::vector<std::string>& words() const { return words_; }
  bool empty() const { return words_.empty(); }

  // Whether one of them stands somewhere in the text.
  bool IsIn(std::string_view text) const;

  // The first of them that the text begins with; nullptr: none.
  const std::string* AtStartOf(std::string_view text) const {
    for (uint16_t i : by_third_.At(text.size() < 3 ? 0 : text[2])) {
      if (text.starts_with(words_[i])) return &words_[i];
    }
    return nullptr;
  }

  // Whether `accept` says yes to what stands before one of them that the text
  // ends with. It is asked in their order, until it does.
  template <typename Accept>
  bool AtEndOf(std::string_view text, Accept accept) const {
    if (text.empty()) return false;
    const auto may_end = by_last_.At(text.back());
    return std::any_of(may_end.begin(), may_end.end(), [&](uint16_t i) {
      return text.ends_with(words_[i]) &&
             accept(text.substr(0, text.size() - words_[i].size()));
    });
  }
  bool AtEndOf(std::string_view text) const {
    return AtEndOf(text, [](std::string_view) { return true; });
  }

  // The text without those that it begins (ends) with: once through all of
  // them in their order, and again until none is left.
  std::string_view StripLeft(std::string_view text) const;
  std::string_view StripRight(std::string_view text) const;

 private:
  // Numbers of words, ascending, by six bits of one of their bytes.
  class Index {
   public:
    std::span<const uint16_t> At(char byte) const {
      const auto bits = static_cast<size_t>(byte & 63);
      return {words_.data() + begins_[bits], words_.data() + begins_[bits + 1]};
    }

    // `fits(word, bits)` says whether a word is among those of these bits.
    template <typename Fits>
    void Build(const std::vector<std::string>& words, Fits fits) {
      for (size_t bits = 0; bits < 64; ++bits) {
        for (size_t i = 0; i < words.size(); ++i) {
          if (fits(words[i], bits)) words_.push_back(static_cast<uint16_t>(i));
        }
        begins_[bits + 1] = static_cast<uint16_t>(words_.size());
      }
    }

   private:
    std::array<uint16_t, 65> begins_ = {};
    std::vector<uint16_t> words_;
  };

  std::vector<std::string> words_;
  // The third byte is the last one of a Chinese word's first character. Shorter
  // words are among those of all bits.
  Index by_third_;
  Index by_last_;
};

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_WORD_SET_H_
