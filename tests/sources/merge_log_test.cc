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
  logging::Logger logger_{logging::Level::kWarn, logging::Format::kLogfmt,
                          [this](std::string_view line) { lines_.emplace_back(line); }};
  MergeLog log_;
};

TEST_F(MergeLogTest, LogsAWideRangeOfSharedAddressesOnce) {
  const FleetPolicy wide = Sharing({"10.9.0.0/28", "10.0.0.0-10.0.1.0"});
  EXPECT_THAT(Log(wide), ElementsAre(AllOf(HasSubstr("shared_addresses of the source"),
                                           HasSubstr("source=http://e:1 network=rack "),
                                           HasSubstr("range=10.0.0.0-10.0.1.0"))));
  EXPECT_THAT(Log(wide), IsEmpty());
  EXPECT_THAT(Log(Sharing({"0.0.0.0/0"})), ElementsAre(HasSubstr("0.0.0.0-255.255.255.255")));
  EXPECT_THAT(Log({}), IsEmpty());
  EXPECT_THAT(Log(wide), ElementsAre(HasSubstr("range=10.0.0.0-10.0.1.0"))) << "it is back";
  EXPECT_THAT(Log(Sharing({"2001:db8::/63"})), ElementsAre(HasSubstr("range=2001:db8::-")));
}

TEST_F(MergeLogTest, SmallRangesAndOwnRangesAreNotLogged) {
  EXPECT_THAT(Log(Sharing({"10.0.0.0/24", "10.2.0.128-10.2.1.127", "2001:db8::/64"})), IsEmpty());
  const FleetPolicy wide = Sharing({"10.0.0.0/16"});
  EXPECT_THAT(Log(wide, Sharing({"10.0.0.0/8"})), IsEmpty());
  EXPECT_THAT(Log(wide, Sharing({"10.0.0.0/17"})), ElementsAre(HasSubstr("10.0.0.0-10.0.255.255")));
}

}  // namespace
}  // namespace exporter::sources
