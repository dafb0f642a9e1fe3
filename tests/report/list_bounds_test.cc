#include "exporter/report/list_bounds.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using tests::MakeCluster;
using tests::MakePool;
using tests::MakeService;

TEST(FairListLength, KeepsShortListsCompleteAndCutsLongListsEqually) {
  std::vector<metallb::Service> services = {MakeService("one", {"10.1.0.0"})};
  for (int i = 0; i < 9; ++i) {
    services.push_back(MakeService("w" + std::to_string(i),
                                   {"10.0.0." + std::to_string(i), "10.2.0." + std::to_string(i)}));
  }
  const fleet::FleetView fleet{
      {MakeCluster("a",
                   {MakePool("x", {"10.0.0.0/24"}), MakePool("y", {"10.1.0.0/24"}),
                    MakePool("z", {"10.2.0.0/24"})},
                   services)},
      {}};
  EXPECT_EQ(FairListLength(fleet, 100), 9U);
  EXPECT_EQ(FairListLength(fleet, 19), 9U);
  EXPECT_EQ(FairListLength(fleet, 18), 8U);
  EXPECT_EQ(FairListLength(fleet, 2), 0U);
}

}  // namespace
}  // namespace exporter::report
