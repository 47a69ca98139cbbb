// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The text sections of the official document, in its order: the headings that
// are printed, others found in print, and the field of the report.

#ifndef DISCLOSURE_DOCUMENTS_NARRATIVE_SECTIONS_H_
#define DISCLOSURE_DOCUMENTS_NARRATIVE_SECTIONS_H_

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "disclosure/v1/report.pb.h"

namespace disclosure::documents {

struct NarrativeSection {
  // Of v1::Narrative, by name.
  const char* field;
  // Such as 一; the tables' sections have the numerals between.
  std::string_view numeral;
  std::string_view title;
  // What the form asks to be written there; may be empty.
  std::string_view advice;
  // Empty ones are none.
  std::array<std::string_view, 8> aliases;
  const std::string& (*get)(const v1::Narrative&);
  void (*set)(std::string text, v1::Narrative*);
};

inline constexpr std::array<NarrativeSection, 3> kNarrativeSections = {{
    {.field = "overview",
     .numeral = "一",
     .title = "总体情况",
     .advice = "写明主动公开、依申请公开、政府信息管理、政府信息公开平台建设、"
               "监督保障五个方面。",
     .aliases = {"工作基本情况", "基本情况", "总体工作情况", "工作总体情况",
                 "概述", "主要工作情况", "政府信息公开工作总体情况",
                 "工作开展情况"},
     .get = [](const v1::Narrative& narrative) -> const std::string& {
       return narrative.overview();
     },
     .set =
         [](std::string text, v1::Narrative* narrative) {
           narrative->set_overview(std::move(text));
         }},
    {.field = "problems_and_improvements",
     .numeral = "五",
     .title = "存在的主要问题及改进情况",
     .advice = "",
     .aliases = {"存在的主要问题及整改措施", "存在问题及改进情况",
                 "存在的主要问题和改进措施", "主要问题及改进情况",
                 "存在的问题及改进措施", "存在的主要问题及下一步工作打算",
                 "存在的不足及改进措施",
                 "政府信息公开工作存在的主要问题及改进情况"},
     .get = [](const v1::Narrative& narrative) -> const std::string& {
       return narrative.problems_and_improvements();
     },
     .set =
         [](std::string text, v1::Narrative* narrative) {
           narrative->set_problems_and_improvements(std::move(text));
         }},
    {.field = "other_matters",
     .numeral = "六",
     .title = "其他需要报告的事项",
     .advice = "收取信息处理费的情况在此报告；未收取的也要写明。",
     .aliases = {"其他需要报告事项", "其他需要说明的事项", "需要报告的其他事项",
                 "其他事项", "其他报告事项", "其它需要报告的事项",
                 "其他需要报告的情况", ""},
     .get = [](const v1::Narrative& narrative) -> const std::string& {
       return narrative.other_matters();
     },
     .set =
         [](std::string text, v1::Narrative* narrative) {
           narrative->set_other_matters(std::move(text));
         }},
}};

// 一、总体情况
inline std::string HeadingOf(const NarrativeSection& section) {
  return std::string(section.numeral) + "、" + std::string(section.title);
}

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_NARRATIVE_SECTIONS_H_
