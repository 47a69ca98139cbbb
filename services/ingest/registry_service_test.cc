// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "disclosure/v1/registry_service.pb.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "base/error.h"
#include "grpcpp/client_context.h"
#include "server/status.h"
#include "services/ingest/test_server.h"

namespace disclosure::ingest {
namespace {

using ::testing::HasSubstr;

class RegistryServiceTest : public ServerTest {
 protected:
  // The ids of all offices, page by page; a semicolon ends a page.
  std::string ListOffices(v1::RegistryServiceListOfficesRequest request) {
    std::string text;
    do {
      grpc::ClientContext context;
      v1::RegistryServiceListOfficesResponse response;
      absl::Status status = server::FromGrpcStatus(
          registry_stub_->ListOffices(&context, request, &response));
      if (!status.ok()) return Reason(status);
      for (const v1::OfficeRow& row : response.offices()) {
        EXPECT_EQ(row.contact(), "");
        text += row.id() + " ";
      }
      text += ";";
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return text;
  }
};

TEST_F(RegistryServiceTest, UpdateIsAppliedOnceAndAsAWhole) {
  v1::ApplyRegistryRequest request;
  *request.mutable_rows()->add_offices() = OfficeOf419001("new");
  request.mutable_rows()->mutable_offices(0)->set_contact("somebody");
  request.set_request_id("id");
  request.set_expected_revision(1);
  auto applied = Apply(request);
  ASSERT_TRUE(applied.ok()) << applied.status();
  EXPECT_EQ(applied->revision(), 2);
  EXPECT_EQ(applied->position().sequence(), 2);
  EXPECT_EQ(applied->offices_changed(), 1);
  EXPECT_EQ(Apply(request)->position().sequence(), 2);
  request.clear_request_id();
  EXPECT_EQ(Reason(Apply(request).status()), "REVISION_MISMATCH");
  request.clear_expected_revision();
  EXPECT_TRUE(Apply(request)->unchanged());

  *request.mutable_rows()->add_offices() = OfficeOf419001("newer");
  request.mutable_rows()->mutable_offices(1)->set_region("nowhere");
  auto refused = Apply(request);
  EXPECT_EQ(Reason(refused.status()), "REGISTRY_INVALID");
  EXPECT_EQ(base::GetErrorDetails(refused.status()).violations[0].field,
            "offices[1]");
  request.set_validate_only(true);
  auto validated = Apply(request);
  ASSERT_TRUE(validated.ok()) << validated.status();
  EXPECT_EQ(validated->problems_size(), 1);
  EXPECT_EQ(validated->revision(), 2);
  v1::RegistryServiceListOfficesRequest list;
  EXPECT_THAT(ListOffices(list), ::testing::Not(HasSubstr("newer")));
}

TEST_F(RegistryServiceTest, OfficesArePagedInOrder) {
  v1::RegistryServiceListOfficesRequest request;
  request.set_page_size(4);
  EXPECT_EQ(ListOffices(request), "area o1 o2 o3 ;o4 o5 o6 o7 ;o8 o9 ;");
  request.set_page_size(5);
  EXPECT_EQ(ListOffices(request), "area o1 o2 o3 o4 ;o5 o6 o7 o8 o9 ;");
  request.set_page_token("nonsense");
  EXPECT_EQ(ListOffices(request), "PAGE_TOKEN_INVALID");
  request.clear_page_token();
  request.set_region("nowhere");
  EXPECT_EQ(ListOffices(request), ";");
}

TEST_F(RegistryServiceTest, RowsOfAYear) {
  v1::ApplyRegistryRequest update;
  *update.mutable_rows()->add_offices() = OfficeOf419001("o5");
  update.mutable_rows()->mutable_offices(0)->set_last_year(2015);
  ASSERT_TRUE(Apply(update).ok());
  v1::RegistryServiceListOfficesRequest request;
  request.set_year(2015);
  EXPECT_THAT(ListOffices(request), HasSubstr("o5"));
  request.set_year(2016);
  EXPECT_THAT(ListOffices(request), ::testing::Not(HasSubstr("o5")));
}

TEST_F(RegistryServiceTest, RegionsAreListed) {
  grpc::ClientContext context;
  v1::RegistryServiceListRegionsRequest request;
  v1::RegistryServiceListRegionsResponse response;
  ASSERT_TRUE(registry_stub_->ListRegions(&context, request, &response).ok());
  ASSERT_EQ(response.regions_size(), 1);
  EXPECT_EQ(response.regions(0).code(), "419001");
  EXPECT_EQ(response.revision(), 1);
}

}  // namespace
}  // namespace disclosure::ingest
