// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Words that are looked for in many places of many texts, nearly all of which
// none of them stands at: two bytes tell most of these. Made for Chinese words,
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

  // An empty word is left out. At most 200 words.
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
    const size_t key = text.size() < 3 ? 0 : KeyOf(text[2], text[1]);
    for (uint16_t i : by_start_.At(key)) {
      if (text.starts_with(words_[i])) return &words_[i];
    }
    return nullptr;
  }

  // Whether `accept` says yes to what stands before one of them that the text
  // ends with. It is asked in their order, until it does.
  template <typename Accept>
  bool AtEndOf(std::string_view text, Accept accept) const {
    const auto may_end = MayEnd(text);
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
  std::string_view StripRight(std::string_view text) const {
    return MayEnd(text).empty() ? text : StripSome(text);
  }

 private:
  static constexpr size_t kKeys = 256;

  // Of a byte and the one before it: most of what tells one Chinese character
  // from another is in its last bytes.
  static size_t KeyOf(char last, char before) {
    return static_cast<size_t>((last & 63) << 2 | (before & 3));
  }

  // Numbers of words, ascending, by keys.
  class Index {
   public:
    std::span<const uint16_t> At(size_t key) const {
      return {words_.data() + begins_[key], words_.data() + begins_[key + 1]};
    }

    // `fits(word, key)` says whether a word is among those of this key.
    template <typename Fits>
    void Build(const std::vector<std::string>& words, Fits fits) {
      for (size_t key = 0; key < kKeys; ++key) {
        for (size_t i = 0; i < words.size(); ++i) {
          if (fits(words[i], key)) words_.push_back(static_cast<uint16_t>(i));
        }
        begins_[key + 1] = static_cast<uint16_t>(words_.size());
      }
    }

   private:
    std::array<uint16_t, kKeys + 1> begins_ = {};
    std::vector<uint16_t> words_;
  };

  // Those that the text may end with.
  std::span<const uint16_t> MayEnd(std::string_view text) const {
    if (text.empty()) return {};
    const size_t size = text.size();
    return by_end_.At(KeyOf(text[size - 1], size < 2 ? 0 : text[size - 2]));
  }

  std::string_view StripSome(std::string_view text) const;

  std::vector<std::string> words_;
  // By the second and third byte, by the last two. Words without these are
  // among those of every key that they may belong to.
  Index by_start_;
  Index by_end_;
};

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_WORD_SET_H_
