#include "exporter/sources/merge_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::sources {
namespace {

using fleet::FleetPolicy;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

FleetPolicy Sharing(const std::vector<std::string>& ranges) {
  FleetPolicy policy;
  policy.networks["rack"].shared_addresses = tests::MakeSet(ranges);
  return policy;
}

class MergeLogTest : public testing::Test {
 protected:
  // The lines that are logged for a source with this policy.
  std::vector<std::string> Log(const FleetPolicy& policy, const FleetPolicy& own = {}) {
    lines_.clear();
    log_.LogShared({{"http://e:1", "", std::make_shared<const FleetPolicy>(policy), {}}}, own,
                   logger_);
    return lines_;
  }

  std::vector<std::string> lines_;
  logging::Logger logger_{logging::Level::kInfo, logging::Format::kLogfmt,
                          [this](std::string_view line) { lines_.emplace_back(line); }};
  MergeLog log_;
};

TEST_F(MergeLogTest, LogsTheSharedAddressesOfASourceOnce) {
  const FleetPolicy shared = Sharing({"10.9.0.0/28", "10.9.1.5/32"});
  EXPECT_THAT(
      Log(shared),
      ElementsAre(AllOf(HasSubstr("level=info"), HasSubstr("the source has shared_addresses"),
                        HasSubstr("source=http://e:1 network=rack "),
                        HasSubstr("shared_addresses=\"10.9.0.0-10.9.0.15, 10.9.1.5\""))));
  EXPECT_THAT(Log(shared), IsEmpty());
  EXPECT_THAT(Log(Sharing({"0.0.0.0/0"})), ElementsAre(HasSubstr("0.0.0.0-255.255.255.255")));
  EXPECT_THAT(Log({}), IsEmpty());
  EXPECT_THAT(Log(shared), ElementsAre(HasSubstr("10.9.1.5"))) << "it is back";
  EXPECT_THAT(Log(Sharing({"10.0.0.1/32", "10.0.0.3/32", "10.0.0.5/32", "10.0.0.7/32",
                           "10.0.0.9/32", "10.0.0.11/32", "10.0.0.13/32"})),
              ElementsAre(HasSubstr("10.0.0.7, 10.0.0.9 and 2 more")));
}

TEST_F(MergeLogTest, OwnSharedAddressesAreNotLogged) {
  const FleetPolicy shared = Sharing({"10.0.0.0/16"});
  EXPECT_THAT(Log(shared, Sharing({"10.0.0.0/8"})), IsEmpty());
  EXPECT_THAT(Log(shared, Sharing({"10.0.0.0/17"})),
              ElementsAre(HasSubstr("10.0.128.0-10.0.255.255")));
}

}  // namespace
}  // namespace exporter::sources
