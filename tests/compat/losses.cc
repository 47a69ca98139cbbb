// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Captured answers held against those of today.

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "tests/compat/capture.h"

namespace disclosure::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::TextFormat;

// Holds a message against another one of its type, field by field.
class Comparison {
 public:
  explicit Comparison(const std::set<std::string>& except) : except_(except) {}

  void Compare(const std::string& path, const Message& was, const Message& is) {
    const auto& reflection = *was.GetReflection();
    if (!reflection.GetUnknownFields(was).empty()) {
      Lose(path, "it has a field that is not in the protos any more");
    }
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(was, &fields);
    for (const FieldDescriptor* field : fields) {
      if (except_.contains(field->full_name())) continue;
      const std::string name = absl::StrCat(path, ".", field->name());
      if (field->is_map()) {
        CompareMap(name, *field, was, is);
      } else if (field->is_repeated()) {
        CompareAll(name, *field, was, is);
      } else if (field->has_presence() && !reflection.HasField(is, field)) {
        Lose(name, "it is missing");
      } else {
        CompareOne(name, *field, -1, was, is);
      }
    }
  }

  std::vector<std::string> Take() { return std::move(losses_); }

 private:
  void CompareAll(const std::string& name, const FieldDescriptor& field,
                  const Message& was, const Message& is) {
    const int count = was.GetReflection()->FieldSize(was, &field);
    const int found = is.GetReflection()->FieldSize(is, &field);
    if (count != found) {
      Lose(name, absl::StrCat("there were ", count, ", there are ", found));
    }
    for (int i = 0; i < std::min(count, found); ++i) {
      CompareOne(absl::StrCat(name, "[", i, "]"), field, i, was, is);
    }
  }

  // Entries come in any order.
  void CompareMap(const std::string& name, const FieldDescriptor& field,
                  const Message& was, const Message& is) {
    const std::set<std::string> found = Entries(is, field);
    for (const std::string& entry : Entries(was, field)) {
      if (!found.contains(entry)) Lose(name, "there is no " + entry);
    }
  }

  static std::set<std::string> Entries(const Message& message,
                                       const FieldDescriptor& field) {
    std::set<std::string> entries;
    const auto& reflection = *message.GetReflection();
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      entries.insert(
          reflection.GetRepeatedMessage(message, &field, i).ShortDebugString());
    }
    return entries;
  }

  // The element `index`, or the field itself for -1.
  void CompareOne(const std::string& name, const FieldDescriptor& field,
                  int index, const Message& was, const Message& is) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return Compare(name, Part(was, field, index), Part(is, field, index));
    }
    std::string before;
    std::string after;
    TextFormat::PrintFieldValueToString(was, &field, index, &before);
    TextFormat::PrintFieldValueToString(is, &field, index, &after);
    if (before != after) {
      Lose(name, absl::StrCat("it was ", before, ", it is ", after));
    }
  }

  static const Message& Part(const Message& message,
                             const FieldDescriptor& field, int index) {
    const auto& reflection = *message.GetReflection();
    return index < 0 ? reflection.GetMessage(message, &field)
                     : reflection.GetRepeatedMessage(message, &field, index);
  }

  void Lose(const std::string& path, const std::string& what) {
    losses_.push_back(absl::StrCat(path, ": ", what));
  }

  const std::set<std::string>& except_;
  std::vector<std::string> losses_;
};

// What a rollup feed sends is in an order of its own: taken out, put together
// and sorted by what it is about.
struct FedItems {
  v1::RollupItems items;
  v1::RegistryRows registry;
};

template <typename Rows, typename KeyOf>
void SortBy(KeyOf key_of, Rows* rows) {
  std::sort(rows->begin(), rows->end(), [&](const auto& a, const auto& b) {
    return key_of(a) < key_of(b);
  });
}

FedItems TakeItems(std::vector<std::unique_ptr<Message>>* answers) {
  FedItems fed;
  for (const auto& answer : *answers) {
    auto* response =
        dynamic_cast<v1::RollupServiceFollowResponse*>(answer.get());
    if (response == nullptr) continue;
    DISCLOSURE_CHECK(fed.items.MergeFromString(response->items()));
    fed.registry.MergeFrom(response->registry());
    response->clear_items();
    response->clear_registry();
  }
  SortBy(
      [](const v1::RollupRow& row) {
        return std::tuple(row.region(), row.year(), row.line());
      },
      fed.items.mutable_rows());
  SortBy(
      [](const v1::OfficeReport& report) {
        return std::tuple(report.office(), report.year(), report.scope());
      },
      fed.items.mutable_reports());
  SortBy(
      [](const auto& row) { return std::tuple(row.code(), row.first_year()); },
      fed.registry.mutable_regions());
  SortBy([](const auto& row) { return std::tuple(row.id(), row.first_year()); },
         fed.registry.mutable_offices());
  SortBy([](const auto& row) { return row.report_year(); },
         fed.registry.mutable_due_dates());
  return fed;
}

// The answers as messages of the method.
std::vector<std::unique_ptr<Message>> Parse(
    const google::protobuf::MethodDescriptor& method, const Capture& capture) {
  const Message& prototype =
      *MessageFactory::generated_factory()->GetPrototype(method.output_type());
  std::vector<std::unique_ptr<Message>> messages;
  for (const std::string& answer : capture.answers) {
    std::unique_ptr<Message> message(prototype.New());
    DISCLOSURE_CHECK(message->ParseFromString(answer));
    messages.push_back(std::move(message));
  }
  return messages;
}

// One message of all, for feeds: where they are cut is chance.
void MergeAll(std::vector<std::unique_ptr<Message>>* messages) {
  for (size_t i = 1; i < messages->size(); ++i) {
    messages->front()->MergeFrom(*(*messages)[i]);
  }
  messages->resize(std::min<size_t>(messages->size(), 1));
}

}  // namespace

std::vector<std::string> FindLosses(const Capture& captured,
                                    const Capture& now) {
  if (captured.outcome != now.outcome) {
    return {absl::StrCat("it was ", captured.outcome, ", it is ", now.outcome)};
  }
  if (captured.outcome != "OK") return {};
  const auto* method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          captured.method);
  if (method == nullptr) return {"the method is gone"};
  auto was = Parse(*method, captured);
  auto is = Parse(*method, now);
  Comparison comparison(captured.except);
  const FedItems fed_was = TakeItems(&was);
  const FedItems fed_is = TakeItems(&is);
  comparison.Compare("items", fed_was.items, fed_is.items);
  comparison.Compare("registry", fed_was.registry, fed_is.registry);
  if (method->server_streaming() && !method->client_streaming()) {
    MergeAll(&was);
    MergeAll(&is);
  }
  if (was.size() != is.size()) {
    return {absl::StrCat("there were ", was.size(), " answers, there are ",
                         is.size())};
  }
  for (size_t i = 0; i < was.size(); ++i) {
    comparison.Compare(absl::StrCat("answer ", i), *was[i], *is[i]);
  }
  return comparison.Take();
}

}  // namespace disclosure::testing
