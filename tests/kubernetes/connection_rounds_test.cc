#include "exporter/kubernetes/connection_rounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace exporter::kubernetes {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ConnectionRounds, TriesTheAddressesOfOneFamilyInTurn) {
  EXPECT_THAT(ConnectionRounds({}, "10.0.0.1"), IsEmpty());
  EXPECT_THAT(ConnectionRounds({"10.0.0.1"}, ""), ElementsAre("10.0.0.1"));
  EXPECT_THAT(ConnectionRounds({"10.0.0.1", "10.0.0.2", "10.0.0.3"}, ""),
              ElementsAre("10.0.0.1", "10.0.0.2", "10.0.0.3"));
}

TEST(ConnectionRounds, TriesBothFamiliesAtTheSameTime) {
  EXPECT_THAT(ConnectionRounds({"fd00::1", "fd00::2", "10.0.0.1"}, ""),
              ElementsAre("fd00::1,10.0.0.1", "fd00::2"));
  EXPECT_THAT(ConnectionRounds({"10.0.0.1", "fd00::1", "fd00::2"}, ""),
              ElementsAre("10.0.0.1,fd00::1", "fd00::2"));
}

TEST(ConnectionRounds, BeginsWithThePreferredAddress) {
  EXPECT_THAT(ConnectionRounds({"10.0.0.1", "10.0.0.2", "10.0.0.3"}, "10.0.0.3"),
              ElementsAre("10.0.0.3", "10.0.0.1", "10.0.0.2"));
  EXPECT_THAT(ConnectionRounds({"fd00::1", "fd00::2", "10.0.0.1"}, "10.0.0.1"),
              ElementsAre("10.0.0.1,fd00::1", "fd00::2"));
  EXPECT_THAT(ConnectionRounds({"10.0.0.1"}, "10.0.0.9"), ElementsAre("10.0.0.1"))
      << "the name no longer leads to it";
}

}  // namespace
}  // namespace exporter::kubernetes
