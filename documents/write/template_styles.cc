// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/template_styles.h"

#include <initializer_list>

namespace disclosure::documents {
namespace {

constexpr char kFont[] = "宋体";
constexpr lxw_color_t kHeadFill = 0xE8EEF4;
constexpr lxw_color_t kInputFill = 0xFFF8DC;
constexpr lxw_color_t kSumFill = 0xEDEDED;
constexpr lxw_color_t kWrongFill = 0xFFC7CE;
constexpr lxw_color_t kWrongInk = 0x9C0006;
constexpr lxw_color_t kBorder = 0x7F7F7F;
constexpr lxw_color_t kNoFill = 0;
constexpr uint8_t kA4 = 9;

lxw_format* Make(lxw_workbook* workbook, double size, uint8_t align) {
  lxw_format* format = workbook_add_format(workbook);
  format_set_font_name(format, kFont);
  format_set_font_size(format, size);
  format_set_align(format, align);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  format_set_text_wrap(format);
  return format;
}

lxw_format* Bordered(lxw_workbook* workbook, uint8_t align, lxw_color_t fill) {
  lxw_format* format = Make(workbook, 10.5, align);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_border_color(format, kBorder);
  if (fill != kNoFill) {
    format_set_pattern(format, LXW_PATTERN_SOLID);
    format_set_bg_color(format, fill);
  }
  return format;
}

lxw_format* Input(lxw_workbook* workbook, const char* number) {
  lxw_format* format = Bordered(workbook, LXW_ALIGN_CENTER, kInputFill);
  format_set_unlocked(format);
  format_set_num_format(format, number);
  return format;
}

lxw_format* Wrong(lxw_workbook* workbook) {
  lxw_format* format = workbook_add_format(workbook);
  format_set_bg_color(format, kWrongFill);
  format_set_font_color(format, kWrongInk);
  return format;
}

}  // namespace

TemplateStyles::TemplateStyles(lxw_workbook* workbook)
    : title(Make(workbook, 16, LXW_ALIGN_CENTER)),
      line(Make(workbook, 10.5, LXW_ALIGN_CENTER)),
      summary(Bordered(workbook, LXW_ALIGN_LEFT, kNoFill)),
      head(Bordered(workbook, LXW_ALIGN_CENTER, kHeadFill)),
      label(Bordered(workbook, LXW_ALIGN_LEFT, kHeadFill)),
      plain(Make(workbook, 10.5, LXW_ALIGN_LEFT)),
      count(Input(workbook, "0")),
      // Six decimals at most, none that are not needed.
      money(Input(workbook, "General")),
      text(Bordered(workbook, LXW_ALIGN_LEFT, kInputFill)),
      sum(Bordered(workbook, LXW_ALIGN_CENTER, kSumFill)),
      check(Bordered(workbook, LXW_ALIGN_CENTER, kNoFill)),
      no_check(Bordered(workbook, LXW_ALIGN_LEFT, kNoFill)),
      wrong(Wrong(workbook)),
      alarm(Wrong(workbook)) {
  for (lxw_format* left : {summary, label, plain, text, no_check}) {
    format_set_indent(left, 1);
  }
  format_set_bold(title);
  format_set_bold(summary);
  format_set_num_format(sum, "0");
  format_set_unlocked(text);
  // What looks like a number stays as it was typed.
  format_set_num_format(text, "@");
  format_set_bold(alarm);
}

void FinishTemplateSheet(bool landscape, lxw_worksheet* sheet) {
  lxw_protection protection = {};
  // Wider columns and higher rows do no harm.
  protection.format_columns = 1;
  protection.format_rows = 1;
  worksheet_protect(sheet, nullptr, &protection);
  worksheet_set_paper(sheet, kA4);
  if (landscape) worksheet_set_landscape(sheet);
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
  worksheet_center_horizontally(sheet);
  worksheet_set_footer(sheet, "&C第 &P 页，共 &N 页");
  worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
}

}  // namespace disclosure::documents
