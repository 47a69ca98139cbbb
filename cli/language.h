// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The language that the command line speaks: Chinese unless told otherwise.

#ifndef DISCLOSURE_CLI_LANGUAGE_H_
#define DISCLOSURE_CLI_LANGUAGE_H_

#include <optional>
#include <string>
#include <string_view>

namespace disclosure::cli {

enum class Language { kChinese, kEnglish };

// "zh" or "en".
std::optional<Language> ParseLanguage(std::string_view text);

// DISCLOSURE_LANG, else the first of LC_ALL, LC_MESSAGES and LANG that is set:
// a value that begins with zh or en decides, anything else is Chinese.
Language LanguageOfEnvironment();

// The text of the two that is wanted.
inline std::string Pick(Language language, std::string_view zh,
                        std::string_view en) {
  return std::string(language == Language::kChinese ? zh : en);
}

// The same for a message with fields `zh` and `en`.
template <typename Text>
const std::string& Pick(Language language, const Text& text) {
  return language == Language::kChinese ? text.zh() : text.en();
}

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_LANGUAGE_H_
