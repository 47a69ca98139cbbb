// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/received.h"

#include <random>
#include <string>

#include <google/protobuf/descriptor.h>

#include "disclosure/v1/ingest_service.pb.h"
#include "gtest/gtest.h"
#include "services/ingest/test_support.h"

namespace disclosure::ingest {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Whether the two have the same bytes on the wire for the same content.
void ExpectAlike(const Descriptor& received, const Descriptor& api) {
  SCOPED_TRACE(received.full_name());
  EXPECT_EQ(received.field_count(), api.field_count());
  for (int i = 0; i < received.field_count(); ++i) {
    const FieldDescriptor& mine = *received.field(i);
    const FieldDescriptor* theirs = api.FindFieldByNumber(mine.number());
    ASSERT_NE(theirs, nullptr) << mine.name();
    EXPECT_EQ(mine.name(), theirs->name());
    if (mine.type() == FieldDescriptor::TYPE_BYTES) {
      const bool text = theirs->type() == FieldDescriptor::TYPE_STRING;
      EXPECT_TRUE(text || theirs->type() == FieldDescriptor::TYPE_MESSAGE);
      // Pieces of a message are merged; of a text the last one counts.
      EXPECT_EQ(mine.is_repeated(), !text) << mine.name();
      continue;
    }
    EXPECT_EQ(mine.type(), theirs->type()) << mine.name();
    EXPECT_EQ(mine.is_repeated(), theirs->is_repeated()) << mine.name();
    EXPECT_EQ(mine.has_presence(), theirs->has_presence()) << mine.name();
    if (mine.message_type() != theirs->message_type()) {
      ExpectAlike(*mine.message_type(), *theirs->message_type());
    }
  }
}

TEST(ReceivedTest, HasTheFieldsOfTheApi) {
  ExpectAlike(*ReceivedSubmitReportRequest::descriptor(),
              *v1::SubmitReportRequest::descriptor());
  ExpectAlike(*ReceivedSubmitReportsRequest::descriptor(),
              *v1::SubmitReportsRequest::descriptor());
}

using Random = std::mt19937_64;

// A value in every field but those named, at any depth.
void Fill(Random& random, Message* message) {
  const auto& reflection = *message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message->GetDescriptor()->field(i);
    if (field.message_type() == v1::Figures::descriptor()) continue;
    const std::string text = "济源" + std::to_string(random());
    if (field.is_repeated()) {
      const auto type = field.cpp_type();
      if (type == FieldDescriptor::CPPTYPE_MESSAGE) {
        Fill(random, reflection.AddMessage(message, &field));
      } else if (type == FieldDescriptor::CPPTYPE_STRING) {
        reflection.AddString(message, &field, text);
      }
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Fill(random, reflection.MutableMessage(message, &field));
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      reflection.SetString(message, &field, text);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      reflection.SetInt32(message, &field, static_cast<int32_t>(random()));
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      reflection.SetEnumValue(message, &field, 1);
    }
  }
}

ReceivedReport Receive(const v1::AnnualReport& report) {
  ReceivedReport received;
  EXPECT_TRUE(received.ParseFromString(report.SerializeAsString()));
  return received;
}

TEST(ReceivedTest, NothingIsLostOnTheWayThereAndBack) {
  Random random(1);
  v1::AnnualReport report;
  Fill(random, &report);
  *report.mutable_figures() = MakeReport("o1", 7).figures();
  const std::string bytes = report.SerializeAsString();

  ReceivedReport received = Receive(report);
  EXPECT_TRUE(CheckReceived(received).ok());
  auto figures = ReadFigures(BuiltInCatalog(), received);
  ASSERT_TRUE(figures.ok()) << figures.status();
  v1::AnnualReport taken = TakeReport(&received);
  form::ToMessage(BuiltInCatalog(), *figures, taken.mutable_figures());
  EXPECT_EQ(taken.SerializeAsString(), bytes);
  taken.clear_figures();
  EXPECT_EQ(MakeReceived(*figures, &taken).SerializeAsString(), bytes);
}

TEST(ReceivedTest, PiecesOfFiguresAreMerged) {
  const v1::AnnualReport report = MakeReport("o1", 7);
  v1::AnnualReport other;
  other.mutable_figures()->mutable_disputes();
  ReceivedReport received;
  ASSERT_TRUE(received.ParseFromString(report.SerializeAsString() +
                                       other.SerializeAsString()));
  auto figures = ReadFigures(BuiltInCatalog(), received);
  ASSERT_TRUE(figures.ok()) << figures.status();
  EXPECT_EQ(*figures, *form::FromMessage(BuiltInCatalog(), report.figures()));
}

TEST(ReceivedTest, UnknownFieldsAreRefusedByTheNameOfTheirMessage) {
  // Field 99, a varint.
  const std::string unknown = "\x98\x06\x01";
  ReceivedReport received = Receive(MakeReport("o1"));
  ASSERT_TRUE(received.MergeFromString(unknown));
  EXPECT_EQ(Reason(CheckReceived(received)), "FORM_NEWER_THAN_SERVER");
  EXPECT_NE(CheckReceived(received).message().find("AnnualReport"),
            std::string::npos);

  received = Receive(MakeReport("o1"));
  ASSERT_TRUE(received.mutable_narrative()->MergeFromString(unknown));
  EXPECT_NE(CheckReceived(received).message().find("Narrative"),
            std::string::npos);
}

TEST(ReceivedTest, TextThatIsNotUtf8IsRefusedByItsName) {
  ReceivedReport received = Receive(MakeReport("o1"));
  // GB 18030.
  received.mutable_narrative()->set_other_matters("\xBC\xC3\xD4\xB4");
  const absl::Status status = CheckReceived(received);
  EXPECT_EQ(Reason(status), "FIELD_INVALID");
  EXPECT_NE(status.message().find("narrative.other_matters"),
            std::string::npos);
}

}  // namespace
}  // namespace disclosure::ingest
