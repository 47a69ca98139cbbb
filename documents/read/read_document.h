#ifndef X_READ_DOCUMENT_H_
#define X_READ_DOCUMENT_H_
#include "absl/status/statusor.h"
#include "documents/read/document.h"
namespace disclosure::documents {
absl::StatusOr<Document> ReadDocument(std::string_view name, std::string_view bytes);
}
#endif
