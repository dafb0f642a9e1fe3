#include "exporter/manifests/patch_target.h"

#include <gtest/gtest.h>

#include <string>

#include "exporter/yaml/yaml_reader.h"

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

Change ChangeOf(const std::string& target) {
  return ChangeOfTarget(yaml::ReadDocuments(target).value().front());
}

TEST(PatchTargetTest, MaySelectObjectsOfMetallb) {
  for (const char* const target : {"kind: IPAddressPool", "kind: IP.*", "group: metallb.io",
                                   "{group: metallb.io, kind: .*}", "kind: Community"}) {
    EXPECT_EQ(ChangeOf(target), Change::kCertain) << target;
  }
  for (const char* const target : {"name: p", "kind: .*", "labelSelector: a=b", "{}"}) {
    EXPECT_EQ(ChangeOf(target), Change::kPossible) << target;
  }
  for (const char* const target :
       {"kind: Deployment", "group: apps", "{group: apps, kind: IPAddressPool}", "kind: Service"}) {
    EXPECT_EQ(ChangeOf(target), Change::kNone) << target;
  }
}

}  // namespace
}  // namespace exporter::manifests
