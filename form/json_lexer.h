// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// JSON text as tokens that know their line. Internal to this folder; protobuf's
// own JSON parser is not used because its messages name neither line nor field
// in words that help the person who wrote the file.

#ifndef DISCLOSURE_FORM_JSON_LEXER_H_
#define DISCLOSURE_FORM_JSON_LEXER_H_

#include <string>
#include <string_view>

namespace disclosure::form {

class JsonLexer {
 public:
  enum class Kind {
    kBeginObject,
    kEndObject,
    kBeginArray,
    kEndArray,
    kComma,
    kColon,
    kString,
    kNumber,
    kTrue,
    kFalse,
    kNull,
    kEnd,
    // Text that is no token: a string without end, an unknown word.
    kBad,
  };

  struct Token {
    Kind kind = Kind::kEnd;
    // A string's content with escapes resolved; otherwise as written.
    std::string text;
    int line = 1;
  };

  // `json` must outlive the lexer.
  explicit JsonLexer(std::string_view json) : rest_(json) { Advance(); }

  // The next token, without taking it.
  const Token& peek() const { return token_; }
  // Takes the next token. At the end there is always another kEnd; a bad token
  // is never passed.
  Token Take();

 private:
  void Advance();
  void SkipBlanks();
  void ReadString();
  bool ReadEscape(std::string* text);
  void ReadWord();

  std::string_view rest_;
  int line_ = 1;
  Token token_;
};

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_JSON_LEXER_H_
