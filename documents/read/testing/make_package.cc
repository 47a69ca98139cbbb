// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/testing/make_package.h"

#include <zip.h>

#include <map>

#include "base/check.h"

namespace disclosure::documents {
namespace {

constexpr std::string_view kOffice =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string Relationships(const std::vector<std::string>& items) {
  std::string xml =
      "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/"
      "relationships'>";
  for (const std::string& item : items) {
    xml += item;
  }
  return xml + "</Relationships>";
}

std::string Item(std::string_view id, std::string_view type,
                 std::string_view target) {
  return "<Relationship Id='" + std::string(id) + "' Type='" +
         std::string(kOffice) + "/" + std::string(type) + "' Target='" +
         std::string(target) + "'/>";
}

}  // namespace

std::string MakeZip(const Parts& parts) {
  zip_source_t* const memory = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  DISCLOSURE_CHECK(memory != nullptr);
  zip_source_keep(memory);
  zip_t* const archive = zip_open_from_source(memory, ZIP_TRUNCATE, nullptr);
  DISCLOSURE_CHECK(archive != nullptr);
  for (const auto& [name, content] : parts) {
    zip_source_t* const source =
        zip_source_buffer(archive, content.data(), content.size(), 0);
    const zip_int64_t index =
        zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    DISCLOSURE_CHECK(index >= 0);
    // The same bytes at any time.
    zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), 315'619'200,
                       0);
  }
  DISCLOSURE_CHECK(zip_close(archive) == 0);
  zip_stat_t head;
  DISCLOSURE_CHECK(zip_source_stat(memory, &head) == 0);
  std::string bytes(head.size, '\0');
  zip_source_open(memory);
  zip_source_read(memory, bytes.data(), bytes.size());
  zip_source_close(memory);
  zip_source_free(memory);
  return bytes;
}

std::string MakeDocx(std::string_view body) {
  return MakeZip(
      {{"[Content_Types].xml", "<Types/>"},
       {"_rels/.rels",
        Relationships({Item("rId1", "officeDocument", "word/document.xml")})},
       {"word/document.xml",
        "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"
        "<w:document xmlns:w='http://schemas.openxmlformats.org/"
        "wordprocessingml/2006/main' xmlns:mc='http://schemas.openxmlformats."
        "org/markup-compatibility/2006' xmlns:v='urn:schemas-microsoft-com:"
        "vml'><w:body>" +
            std::string(body) + "</w:body></w:document>"}});
}

std::string MakeXlsx(const std::vector<Sheet>& sheets, const Parts& more) {
  constexpr std::string_view kMain =
      "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  std::map<std::string, std::string> parts;
  parts["[Content_Types].xml"] = "<Types/>";
  parts["_rels/.rels"] =
      Relationships({Item("rId1", "officeDocument", "xl/workbook.xml")});
  std::string list;
  std::vector<std::string> items = {
      Item("strings", "sharedStrings", "sharedStrings.xml"),
      Item("styles", "styles", "styles.xml")};
  for (size_t i = 0; i < sheets.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    list += "<sheet name='" + sheets[i].name + "' sheetId='" + number +
            "' r:id='rId" + number + "'" +
            (sheets[i].hidden ? " state='hidden'/>" : "/>");
    items.push_back(
        Item("rId" + number, "worksheet", "worksheets/s" + number + ".xml"));
    parts["xl/worksheets/s" + number + ".xml"] = "<worksheet xmlns='" +
                                                 std::string(kMain) + "'>" +
                                                 sheets[i].xml + "</worksheet>";
  }
  parts["xl/workbook.xml"] = "<workbook xmlns='" + std::string(kMain) +
                             "' xmlns:r='" + std::string(kOffice) +
                             "'><sheets>" + list + "</sheets></workbook>";
  parts["xl/_rels/workbook.xml.rels"] = Relationships(items);
  for (const auto& [name, content] : more) {
    parts[name] = content;
  }
  return MakeZip(Parts(parts.begin(), parts.end()));
}

std::string Times(int count, std::string_view piece) {
  std::string text;
  text.reserve(piece.size() * static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    text += piece;
  }
  return text;
}

}  // namespace disclosure::documents
