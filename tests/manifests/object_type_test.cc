#include "exporter/manifests/object_type.h"

#include <gtest/gtest.h>

namespace exporter::manifests {
namespace {

TEST(ObjectType, SuggestsTheKindThatIsMisspelled) {
  EXPECT_EQ((ObjectType{"metallb.io/v1beta1", "L2Advertisment"}.FindTypo()),
            "unknown kind \"L2Advertisment\"; did you mean L2Advertisement?");
  EXPECT_EQ((ObjectType{"metallb.io/v1beta1", "IPAddresPool"}.FindTypo()),
            "unknown kind \"IPAddresPool\"; did you mean IPAddressPool?");
  EXPECT_EQ((ObjectType{"metallb.io/v1beta1", "BFDProfiles"}.FindTypo()),
            "unknown kind \"BFDProfiles\"; did you mean BFDProfile?");
}

TEST(ObjectType, AcceptsOtherKindsAndLists) {
  for (const char* kind :
       {"IPAddressPool", "IPAddressPoolList", "CommunityList", "MetalLB", "ServiceL2Status",
        "ServiceBGPStatus", "ConfigurationState", "L2AdvertisementList"}) {
    EXPECT_EQ((ObjectType{"metallb.io/v1beta1", kind}.FindTypo()), "") << kind;
  }
  EXPECT_EQ((ObjectType{"", "L2Advertisment"}.FindTypo()), "");
  EXPECT_EQ((ObjectType{"example.com/v1", "L2Advertisment"}.FindTypo()), "");
}

}  // namespace
}  // namespace exporter::manifests
