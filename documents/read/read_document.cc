#include "documents/read/read_document.h"
#include "documents/read/docx.h"
#include "documents/read/xlsx.h"
#include "documents/read/html.h"
#include "documents/read/text.h"
#include "documents/read/encoding.h"
namespace disclosure::documents {
absl::StatusOr<Document> ReadDocument(std::string_view, std::string_view bytes) {
  if (bytes.starts_with("PK")) return bytes.find("xl/") != bytes.npos ? ReadXlsx(bytes) : ReadDocx(bytes);
  if (bytes.starts_with("<")) return ReadHtml(bytes);
  auto t = ToUtf8(bytes);
  if (!t.ok()) return t.status();
  return ReadText(*t);
}
}
