#include "exporter/manifests/patch_target.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::manifests {
namespace {

std::string Repeated(int times, const std::string& text) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(PatchTargetTest, ComparesTheWholeText) {
  for (const char* const pattern : {"", "IPAddressPool", "IPAddress.*", ".*Pool", "BGPPeer|IP.*",
                                    "^IPAddressPool$", "(IP)*AddressPool"}) {
    EXPECT_TRUE(MayMatch(pattern, "IPAddressPool")) << pattern;
  }
  for (const char* const pattern : {"Deployment", "IPAddress", "Pool", "BGPPeer|Deployment"}) {
    EXPECT_FALSE(MayMatch(pattern, "IPAddressPool")) << pattern;
  }
}

TEST(PatchTargetTest, AnUnusualExpressionMayMatch) {
  for (const std::string& pattern :
       {std::string("\\w+"), std::string("(?i)x"), std::string("("), std::string("x{1,30000}"),
        std::string(40, '(') + "a" + Repeated(40, "+)"), std::string(1000, 'x')}) {
    EXPECT_TRUE(MayMatch(pattern, "IPAddressPool")) << pattern;
  }
  EXPECT_FALSE(
      MayMatch(std::string(40, '(') + "a*" + std::string(40, ')') + "*b", std::string(1000, 'a')));
}

}  // namespace
}  // namespace exporter::manifests
