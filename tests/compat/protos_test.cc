// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Nothing that an old client, an old log or an old report file relies on may
// change in the protos. What they were is listed in testdata/compat/protos.txt;
// additions are free, and become promises when they are added to the list: run
// this test with DISCLOSURE_UPDATE_GOLDEN=1, at a release.

#include "tests/compat/protos.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "disclosure/v1/backup_service.pb.h"
#include "disclosure/v1/change_feed_service.pb.h"
#include "disclosure/v1/form_rules.pb.h"
#include "disclosure/v1/query_service.pb.h"
#include "disclosure/v1/registry_service.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/ingest/records.pb.h"

namespace disclosure::testing {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kListed[] = "testdata/compat/protos.txt";

// The files of the API, as they lie in the repository, and the stored records.
ProtoLines ListAll() {
  // Named here, so that they are linked.
  const std::vector<const FileDescriptor*> linked = {
      v1::Backup::descriptor()->file(),
      v1::FollowRequest::descriptor()->file(),
      v1::FormRules::descriptor()->file(),
      v1::GetTotalsRequest::descriptor()->file(),
      v1::ApplyRegistryRequest::descriptor()->file(),
      v1::RollupRow::descriptor()->file()};
  ProtoLines lines = ListProto(*ingest::LogRecord::descriptor()->file());
  for (const auto& entry :
       std::filesystem::directory_iterator("proto/disclosure/v1")) {
    if (entry.path().extension() != ".proto") continue;
    const std::string name =
        "disclosure/v1/" + entry.path().filename().string();
    const FileDescriptor* file =
        DescriptorPool::generated_pool()->FindFileByName(name);
    EXPECT_NE(file, nullptr) << name << " is not linked; name it here";
    if (file != nullptr) lines.merge(ListProto(*file));
  }
  EXPECT_FALSE(linked.empty());
  return lines;
}

ProtoLines ReadListed() {
  ProtoLines lines;
  std::ifstream file(kListed);
  for (std::string line; std::getline(file, line);) lines.insert(line);
  return lines;
}

TEST(ProtosTest, NothingThatWasPromisedHasChanged) {
  const ProtoLines now = ListAll();
  if (std::getenv("DISCLOSURE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream file(kListed);
    for (const std::string& line : now) file << line << "\n";
  }
  const ProtoLines listed = ReadListed();
  ASSERT_FALSE(listed.empty()) << kListed;
  EXPECT_THAT(FindBreaks(listed, now), IsEmpty())
      << "Old clients or old data would be misread. Leave what is listed as it "
         "is and add a field, a value or a method beside it.";
}

constexpr char kProto[] = R"(
  name: "p.proto" package: "p" syntax: "proto3"
  enum_type {
    name: "Kind"
    value { name: "NONE" number: 0 }
    value { name: "SOME" number: 1 }
  }
  message_type {
    name: "Part"
    field { name: "text" number: 1 label: LABEL_OPTIONAL type: TYPE_STRING }
  }
  message_type {
    name: "Whole"
    reserved_range { start: 9 end: 10 }
    field { name: "count" number: 1 label: LABEL_OPTIONAL type: TYPE_INT32 }
    field { name: "names" number: 2 label: LABEL_REPEATED type: TYPE_STRING }
    field { name: "maybe" number: 3 label: LABEL_OPTIONAL type: TYPE_INT64
            oneof_index: 1 proto3_optional: true }
    field { name: "part" number: 4 label: LABEL_OPTIONAL type: TYPE_MESSAGE
            type_name: ".p.Part" oneof_index: 0 }
    field { name: "other" number: 7 label: LABEL_OPTIONAL type: TYPE_BOOL
            oneof_index: 0 }
    field { name: "kind" number: 5 label: LABEL_OPTIONAL type: TYPE_ENUM
            type_name: ".p.Kind" }
    oneof_decl { name: "choice" } oneof_decl { name: "_maybe" }
  }
  service {
    name: "Service"
    method { name: "Get" input_type: ".p.Part" output_type: ".p.Whole" }
    method { name: "Follow" input_type: ".p.Part" output_type: ".p.Whole"
             server_streaming: true }
  }
)";

// The lines of the file above with one piece of its text replaced.
ProtoLines ListChanged(const std::string& from, const std::string& to) {
  std::string text = kProto;
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  FileDescriptorProto proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &proto));
  DescriptorPool pool;
  const FileDescriptor* file = pool.BuildFile(proto);
  EXPECT_NE(file, nullptr) << to;
  return file == nullptr ? ProtoLines() : ListProto(*file);
}

struct Edit {
  std::string from;
  std::string to;
  // In the line about it.
  std::string told;
};

TEST(ProtosTest, EveryKindOfBreakIsFound) {
  const ProtoLines before = ListChanged("p.proto", "p.proto");
  const std::vector<Edit> breaks = {
      {R"(field { name: "text" number: 1 label: LABEL_OPTIONAL type: )"
       "TYPE_STRING }",
       "", "was: field p.Part.1 text"},
      {R"("count" number: 1)", R"("count" number: 6)", "was: field p.Whole.1"},
      {R"("count" number: 1)", R"("amount" number: 1)",
       "is: field p.Whole.1 amount"},
      {"TYPE_INT32", "TYPE_SINT32", "is: field p.Whole.1 count plain sint32"},
      {"LABEL_REPEATED", "LABEL_OPTIONAL", "names repeated string"},
      {"oneof_index: 1 proto3_optional: true", "oneof_index: 1",
       "maybe optional int64"},
      {R"(type_name: ".p.Part" oneof_index: 0)", R"(type_name: ".p.Part")",
       "part oneof:choice p.Part"},
      {R"(".p.Kind" })", R"(".p.Kind" json_name: "sort" })", "json sort"},
      {R"(value { name: "SOME" number: 1 })", "", "was: value p.Kind.1 SOME"},
      {R"("SOME" number: 1)", R"("SOME" number: 2)", "was: value p.Kind.1"},
      {R"("SOME" number: 1)", R"("MANY" number: 1)", "is: value p.Kind.1 MANY"},
      {"start: 9 end: 10", "start: 10 end: 11", "was: reserved p.Whole.9"},
      {"reserved_range { start: 9 end: 10 }",
       R"(field { name: "reused" number: 9 label: LABEL_OPTIONAL)"
       " type: TYPE_BOOL }",
       "is: field p.Whole.9 reused"},
      {R"(name: "Get")", R"(name: "Fetch")", "was: rpc p.Service.Get"},
      {R"(input_type: ".p.Part")", R"(input_type: ".p.Whole")",
       "is: rpc p.Service.Get p.Whole"},
      {"server_streaming: true", "", "p.Part -> stream p.Whole"},
      {"server_streaming: true",
       "server_streaming: true client_streaming: true",
       "is: rpc p.Service.Follow stream p.Part"},
  };
  for (const Edit& edit : breaks) {
    EXPECT_THAT(FindBreaks(before, ListChanged(edit.from, edit.to)),
                Contains(HasSubstr(edit.told)))
        << edit.from << " -> " << edit.to;
  }
}

TEST(ProtosTest, AdditionsAreFree) {
  const ProtoLines before = ListChanged("p.proto", "p.proto");
  const std::vector<Edit> additions = {
      {"reserved_range",
       R"(field { name: "added" number: 6 label: LABEL_OPTIONAL)"
       " type: TYPE_BOOL } reserved_range"},
      {R"(value { name: "SOME")",
       R"(value { name: "MORE" number: 2 } value { name: "SOME")"},
      {"enum_type", R"(message_type { name: "Added" } enum_type)"},
      {R"(method { name: "Get")",
       R"(method { name: "List" input_type: ".p.Part" output_type: ".p.Part" })"
       R"( method { name: "Get")"},
      {"end: 10", "end: 12"},
  };
  for (const Edit& edit : additions) {
    const ProtoLines after = ListChanged(edit.from, edit.to);
    EXPECT_GT(after.size(), before.size()) << edit.to;
    EXPECT_THAT(FindBreaks(before, after), IsEmpty()) << edit.to;
  }
}

}  // namespace
}  // namespace disclosure::testing
