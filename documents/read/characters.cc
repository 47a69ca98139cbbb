// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/characters.h"

#include <cstdint>
#include <cstdlib>
#include <iterator>

#include "utf8proc.h"

#include "base/text.h"

namespace disclosure::documents {
namespace {

// Unicode's Equivalent_Unified_Ideograph for U+2E80 and on, one character each;
// NFKC has but two of them. The characters that have none stand for themselves.
constexpr std::u32string_view kCjkRadicals =
    U"⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣"
    U"尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺母"
    U"民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹"
    U"纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹"
    U"艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑"
    U"钅長镸长门𨸏阝雨青韦页风飞食𩙿飠"
    U"饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜"
    U"龙龜亀龟";
constexpr char32_t kFirstCjkRadical = 0x2E80;
constexpr char32_t kFirstKangxiRadical = 0x2F00;
constexpr char32_t kLastKangxiRadical = 0x2FD5;

// What is written in several ways, and the one way it is compared in. NFKC has
// made ASCII of the full-width forms before.
struct Same {
  std::u32string_view forms;
  char32_t one;
};
constexpr Same kSame[] = {
    {U"“”„‟‘’‚‛'`「」『』〝〞〟″′", U'"'},
    {U"〔【〖［｛{[⟨〘〚", U'('},
    {U"〕】〗］｝}]⟩〙〛", U')'},
    {U"《〈«‹", U'<'},
    {U"》〉»›", U'>'},
    {U"‐‑‒–—―−─━⸺﹣", U'-'},
    {U"、，､﹐﹑", U','},
    {U"。·•‧∙・｡․﹒", U'.'},
};

char32_t OneForm(char32_t c) {
  for (const Same& same : kSame) {
    if (same.forms.find(c) != std::u32string_view::npos) {
      return same.one;
    }
  }
  return c;
}

// The number that a raised, lowered or circled digit shows; -1: it is none.
int NoteNumber(char32_t c) {
  constexpr std::u32string_view kRaised = U"⁰¹²³⁴⁵⁶⁷⁸⁹";
  if (const size_t at = kRaised.find(c); at != std::u32string_view::npos) {
    return static_cast<int>(at);
  }
  struct Run {
    char32_t first;
    char32_t last;
    int number;
  };
  constexpr Run kRuns[] = {
      {0x2080, 0x2089, 0},  {0x2460, 0x2473, 1}, {0x24EA, 0x24EA, 0},
      {0x24EB, 0x24F4, 11}, {0x24F5, 0x24FE, 1}, {0x2776, 0x277F, 1},
      {0x2780, 0x2789, 1},  {0x278A, 0x2793, 1}, {0x3251, 0x325F, 21},
      {0x32B1, 0x32BF, 36},
  };
  for (const Run& run : kRuns) {
    if (c >= run.first && c <= run.last) {
      return run.number + static_cast<int>(c - run.first);
    }
  }
  return -1;
}

char32_t WithoutRadical(char32_t c) {
  if (c >= kFirstCjkRadical && c < kFirstCjkRadical + kCjkRadicals.size()) {
    return kCjkRadicals[c - kFirstCjkRadical];
  }
  if (c >= kFirstKangxiRadical && c <= kLastKangxiRadical) {
    // Each of them decomposes to exactly one character.
    utf8proc_int32_t one = 0;
    utf8proc_decompose_char(
        static_cast<utf8proc_int32_t>(c), &one, 1,
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT),
        nullptr);
    return static_cast<char32_t>(one);
  }
  return c;
}

// U+2E80 .. U+2FFF are the only characters that begin with these two bytes.
bool MayHoldRadicals(std::string_view text) {
  for (size_t at = text.find('\xE2'); at != std::string_view::npos;
       at = text.find('\xE2', at + 1)) {
    if (at + 1 < text.size() &&
        static_cast<unsigned char>(text[at + 1]) >= 0xBA) {
      return true;
    }
  }
  return false;
}

// `text` is valid UTF-8 without zero bytes; it comes back unchanged if memory
// is short.
std::u32string Nfkc(const std::string& text) {
  utf8proc_uint8_t* normal = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &normal,
                   static_cast<utf8proc_option_t>(
                       UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
  if (size < 0) {
    return base::DecodeUtf8(text);
  }
  std::u32string decoded = base::DecodeUtf8(std::string_view(
      reinterpret_cast<const char*>(normal), static_cast<size_t>(size)));
  std::free(normal);
  return decoded;
}

void AppendComparable(char32_t c, std::u32string& out) {
  if (IsBlank(c)) {
    return;
  }
  c = OneForm(c);
  out.push_back(c >= U'A' && c <= U'Z' ? c - U'A' + U'a' : c);
}

std::string ComparableAscii(std::string_view text) {
  std::u32string kept;
  for (const char c : text) {
    AppendComparable(static_cast<unsigned char>(c), kept);
  }
  return std::string(kept.begin(), kept.end());
}

}  // namespace

bool IsBlank(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == U' ' || c == 0x85 || c == 0xA0 ||
         c == 0xAD || c == 0x1680 || c == 0x180E ||
         (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
         (c >= 0x205F && c <= 0x2064) || c == 0x2800 || c == 0x3000 ||
         c == 0x3164 || c == 0xE5E5 || c == 0xFEFF;
}

std::string_view TrimBlanks(std::string_view text) {
  const auto begins_blank = [](std::string_view rest) {
    return !rest.empty() && IsBlank(base::DecodeUtf8(rest)[0]);
  };
  while (!text.empty()) {
    // One character: a lead byte and what continues it.
    size_t size = 1;
    while (size < text.size() && size < 4 && (text[size] & 0xC0) == 0x80) {
      ++size;
    }
    if (!begins_blank(text.substr(0, size))) {
      break;
    }
    text.remove_prefix(size);
  }
  while (!text.empty()) {
    size_t at = text.size() - 1;
    while (at > 0 && text.size() - at < 4 && (text[at] & 0xC0) == 0x80) {
      --at;
    }
    if (!begins_blank(text.substr(at))) {
      break;
    }
    text = text.substr(0, at);
  }
  return text;
}

std::string ReplaceRadicals(std::string_view text) {
  if (!MayHoldRadicals(text) && base::IsValidUtf8(text)) {
    return std::string(text);
  }
  std::u32string decoded = base::DecodeUtf8(text);
  for (char32_t& c : decoded) {
    c = WithoutRadical(c);
  }
  return base::EncodeUtf8(decoded);
}

std::string RaiseDigits(std::string_view text) {
  constexpr std::string_view kRaised[] = {"⁰", "¹", "²", "³", "⁴",
                                          "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string raised;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      raised.append(kRaised[c - '0']);
    } else {
      raised.push_back(c);
    }
  }
  return raised;
}

std::string Comparable(std::string_view text) {
  bool ascii = true;
  for (const char c : text) {
    ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  }
  if (ascii) {
    return ComparableAscii(text);
  }
  std::u32string prepared;
  for (const char32_t c : base::DecodeUtf8(text)) {
    if (const int number = NoteNumber(c); number >= 0) {
      const std::string digits = std::to_string(number);
      prepared.push_back(U'(');
      prepared.append(digits.begin(), digits.end());
      prepared.push_back(U')');
    } else if (c != 0 && !IsBlank(c)) {
      prepared.push_back(WithoutRadical(c));
    }
  }
  std::u32string kept;
  for (const char32_t c : Nfkc(base::EncodeUtf8(prepared))) {
    AppendComparable(c, kept);
  }
  return base::EncodeUtf8(kept);
}

}  // namespace disclosure::documents
