// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/language.h"

#include <cstdlib>

namespace disclosure::cli {

std::optional<Language> ParseLanguage(std::string_view text) {
  if (text == "zh") return Language::kChinese;
  if (text == "en") return Language::kEnglish;
  return std::nullopt;
}

Language LanguageOfEnvironment() {
  for (const char* name :
       {"DISCLOSURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    if (std::string_view(value).starts_with("en")) return Language::kEnglish;
    return Language::kChinese;
  }
  return Language::kChinese;
}

}  // namespace disclosure::cli
