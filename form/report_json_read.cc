// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/csv.h"
#include "base/text.h"
#include "form/json_lexer.h"
#include "form/report_file.h"
#include "form/text_problems.h"

namespace disclosure::form {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Kind = JsonLexer::Kind;
using Token = JsonLexer::Token;

// Longer texts are cut in messages.
constexpr size_t kFoundMax = 60;

// Lists of names up to this long stand in messages in full.
constexpr size_t kNamesListedMax = 16;

std::vector<std::string> FieldNames(const Descriptor& descriptor) {
  std::vector<std::string> names;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    names.push_back(descriptor.field(i)->name());
  }
  return names;
}

std::string Join(const std::string& where, const std::string& name) {
  return where.empty() ? name : absl::StrCat(where, ".", name);
}

// Reads one message; stops at the first problem, since what follows a broken
// place in JSON is rarely what it seems. All methods return false then.
class Reader {
 public:
  Reader(std::string_view text, TextProblems* problems)
      : lexer_(text), problems_(problems) {}

  bool ReadFile(Message* message) {
    if (!ReadMessage("", message)) return false;
    if (lexer_.peek().kind == Kind::kEnd) return true;
    return Expected("", "the end of the file", "文件到此结束");
  }

 private:
  // Reports that something else was found than what had to stand here.
  bool Expected(const std::string& where, const std::string& en,
                const std::string& zh) {
    const Token& token = lexer_.peek();
    std::string found_en = absl::StrCat("\"", Shortened(token.text), "\"");
    std::string found_zh = absl::StrCat("“", Shortened(token.text), "”");
    if (token.kind == Kind::kEnd) {
      found_en = "the end of the file (is it complete?)";
      found_zh = "文件末尾（文件是否完整？）";
    } else if (token.kind == Kind::kBad) {
      absl::StrAppend(&found_en, " (is a quote missing?)");
      absl::StrAppend(&found_zh, "（是否缺少引号？）");
    }
    problems_->Add(token.line, where,
                   absl::StrCat(where, where.empty() ? "" : ": ", "expected ",
                                en, ", found ", found_en),
                   absl::StrCat(where, where.empty() ? "" : "：", "此处应为",
                                zh, "，实为", found_zh));
    return false;
  }

  static std::string Shortened(const std::string& text) {
    if (text.size() <= kFoundMax) return text;
    // Whole code points only.
    size_t size = kFoundMax;
    while (size > 0 &&
           (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) {
      --size;
    }
    return absl::StrCat(text.substr(0, size), "…");
  }

  bool Problem(int line, const std::string& where, const std::string& en,
               const std::string& zh) {
    problems_->Add(line, where, en, zh);
    return false;
  }

  bool Take(Kind kind, const std::string& where, const char* sign) {
    if (lexer_.peek().kind != kind) {
      return Expected(where, absl::StrCat("\"", sign, "\""),
                      absl::StrCat("“", sign, "”"));
    }
    lexer_.Take();
    return true;
  }

  bool ReadMessage(const std::string& where, Message* message) {
    if (!Take(Kind::kBeginObject, where, "{")) return false;
    std::set<const FieldDescriptor*> seen;
    if (lexer_.peek().kind == Kind::kEndObject) {
      lexer_.Take();
      return true;
    }
    while (true) {
      if (lexer_.peek().kind != Kind::kString) {
        return Expected(where, "the name of a field in quotes",
                        "带引号的字段名");
      }
      const Token name = lexer_.Take();
      const FieldDescriptor* field = FindField(where, *message, name);
      if (field == nullptr) return false;
      const std::string path = Join(where, field->name());
      if (!seen.insert(field).second) {
        return Problem(name.line, path,
                       absl::StrCat(path, " stands here twice; remove one"),
                       absl::StrCat(path, " 重复出现，请删去一处"));
      }
      if (!Take(Kind::kColon, path, ":")) return false;
      if (!ReadField(path, *field, message)) return false;
      if (lexer_.peek().kind == Kind::kComma) {
        lexer_.Take();
        continue;
      }
      if (lexer_.peek().kind == Kind::kEndObject) {
        lexer_.Take();
        return true;
      }
      return Expected(where, "\",\" or \"}\"", "“,” 或 “}”");
    }
  }

  const FieldDescriptor* FindField(const std::string& where,
                                   const Message& message, const Token& name) {
    const Descriptor& descriptor = *message.GetDescriptor();
    const FieldDescriptor* field = descriptor.FindFieldByName(name.text);
    if (field == nullptr) {
      field = descriptor.FindFieldByCamelcaseName(name.text);
    }
    if (field != nullptr) return field;
    const std::vector<std::string> names = FieldNames(descriptor);
    std::vector<std::string> offered = NearNames(name.text, names);
    std::string en = "did you mean ";
    std::string zh = "名称相近：";
    if (offered.empty() && names.size() <= kNamesListedMax) {
      offered = names;
      en = "the fields here are ";
      zh = "此处可用：";
    }
    const std::string path = Join(where, Shortened(name.text));
    Problem(name.line, path,
            absl::StrCat("there is no field ", path, "; ",
                         offered.empty() ? "remove it"
                                         : en + absl::StrJoin(offered, ", ")),
            absl::StrCat("没有名为 ", path, " 的字段。",
                         offered.empty() ? "请删去。"
                                         : zh + absl::StrJoin(offered, "、")));
    return nullptr;
  }

  bool ReadField(const std::string& path, const FieldDescriptor& field,
                 Message* message) {
    if (lexer_.peek().kind == Kind::kNull) {  // absent
      lexer_.Take();
      return true;
    }
    if (!field.is_repeated()) return ReadValue(path, field, message);
    if (!Take(Kind::kBeginArray, path, "[")) return false;
    if (lexer_.peek().kind == Kind::kEndArray) {
      lexer_.Take();
      return true;
    }
    for (int i = 0;; ++i) {
      const std::string element = absl::StrCat(path, "[", i, "]");
      if (!ReadValue(element, field, message)) return false;
      if (lexer_.peek().kind == Kind::kComma) {
        lexer_.Take();
        continue;
      }
      if (lexer_.peek().kind == Kind::kEndArray) {
        lexer_.Take();
        return true;
      }
      return Expected(path, "\",\" or \"]\"", "“,” 或 “]”");
    }
  }

  // Sets a single field or adds to a repeated one.
  template <typename SetOne, typename AddOne>
  static bool Store(const FieldDescriptor& field, SetOne set, AddOne add) {
    field.is_repeated() ? add() : set();
    return true;
  }

  bool ReadValue(const std::string& path, const FieldDescriptor& field,
                 Message* message) {
    const auto& reflection = *message->GetReflection();
    const auto* f = &field;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return ReadMessage(path, f->is_repeated()
                                     ? reflection.AddMessage(message, f)
                                     : reflection.MutableMessage(message, f));
      case FieldDescriptor::CPPTYPE_INT64: {
        const auto value =
            ReadInteger(path, std::numeric_limits<int64_t>::min(),
                        std::numeric_limits<int64_t>::max());
        if (!value.has_value()) return false;
        return Store(
            field, [&] { reflection.SetInt64(message, f, *value); },
            [&] { reflection.AddInt64(message, f, *value); });
      }
      case FieldDescriptor::CPPTYPE_INT32: {
        const auto value =
            ReadInteger(path, std::numeric_limits<int32_t>::min(),
                        std::numeric_limits<int32_t>::max());
        if (!value.has_value()) return false;
        const auto narrow = static_cast<int32_t>(*value);
        return Store(
            field, [&] { reflection.SetInt32(message, f, narrow); },
            [&] { reflection.AddInt32(message, f, narrow); });
      }
      case FieldDescriptor::CPPTYPE_BOOL: {
        const Kind kind = lexer_.peek().kind;
        if (kind != Kind::kTrue && kind != Kind::kFalse) {
          return Expected(path, "true or false", " true 或 false");
        }
        lexer_.Take();
        return Store(
            field, [&] { reflection.SetBool(message, f, kind == Kind::kTrue); },
            [&] { reflection.AddBool(message, f, kind == Kind::kTrue); });
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string value;
        if (!ReadString(path, field, &value)) return false;
        return Store(
            field, [&] { reflection.SetString(message, f, value); },
            [&] { reflection.AddString(message, f, value); });
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto* value = ReadEnum(path, *field.enum_type());
        if (value == nullptr) return false;
        return Store(
            field, [&] { reflection.SetEnum(message, f, value); },
            [&] { reflection.AddEnum(message, f, value); });
      }
      default:
        DISCLOSURE_CHECK(false);  // reports have no other types
        return false;
    }
  }

  // A whole number, quoted or not.
  std::optional<int64_t> ReadInteger(const std::string& path, int64_t min,
                                     int64_t max) {
    const Token& token = lexer_.peek();
    if (token.kind == Kind::kString || token.kind == Kind::kNumber) {
      const auto value = base::ParseInt64(token.text);
      if (value.has_value() && *value >= min && *value <= max) {
        lexer_.Take();
        return value;
      }
    }
    Expected(path, "a whole number (leave the field out if it is blank)",
             "整数（未填的请删去该字段）");
    return std::nullopt;
  }

  bool ReadString(const std::string& path, const FieldDescriptor& field,
                  std::string* value) {
    if (lexer_.peek().kind != Kind::kString) {
      return Expected(path, "text in quotes", "带引号的文字");
    }
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      *value = lexer_.Take().text;
      return true;
    }
    if (!absl::Base64Unescape(lexer_.peek().text, value)) {
      return Expected(path, "bytes in Base64", " Base64 编码的数据");
    }
    lexer_.Take();
    return true;
  }

  const EnumValueDescriptor* ReadEnum(
      const std::string& path, const google::protobuf::EnumDescriptor& type) {
    const Token& token = lexer_.peek();
    const EnumValueDescriptor* value = nullptr;
    if (token.kind == Kind::kString) {
      value = type.FindValueByName(token.text);
    } else if (token.kind == Kind::kNumber) {
      const auto number = base::ParseInt64(token.text);
      if (number.has_value() && *number >= 0 && *number < type.value_count()) {
        value = type.FindValueByNumber(static_cast<int>(*number));
      }
    }
    if (value == nullptr) {
      std::vector<std::string> names;
      for (int i = 1; i < type.value_count(); ++i) {
        names.push_back(absl::StrCat("\"", type.value(i)->name(), "\""));
      }
      Expected(path, absl::StrJoin(names, " or "),
               absl::StrJoin(names, " 或 "));
      return nullptr;
    }
    lexer_.Take();
    return value;
  }

  JsonLexer lexer_;
  TextProblems* const problems_;
};

}  // namespace

absl::StatusOr<v1::AnnualReport> ReadReportJson(std::string_view file,
                                                std::string_view text) {
  TextProblems problems(file);
  v1::AnnualReport report;
  if (text.starts_with(base::kByteOrderMark)) {
    text.remove_prefix(base::kByteOrderMark.size());
  }
  if (!base::IsValidUtf8(text)) {
    problems.Add(0, "", "the file is not UTF-8; save it as UTF-8",
                 "文件不是 UTF-8 编码（可能是 GBK），请另存为 UTF-8");
  } else {
    Reader(text, &problems).ReadFile(&report);
  }
  if (!problems.empty()) return problems.ToStatus();
  return report;
}

}  // namespace disclosure::form
