#include "exporter/text/list_text.h"

#include <gtest/gtest.h>

namespace exporter::text {
namespace {

TEST(ListText, CountsInSingularAndPlural) {
  EXPECT_EQ(Count(0, "pool", "pools"), "0 pools");
  EXPECT_EQ(Count(1, "pool", "pools"), "1 pool");
  EXPECT_EQ(Count(2, "pool", "pools"), "2 pools");
}

TEST(ListText, SaysHowManyItemsAreNotListed) {
  EXPECT_EQ(AndMore(0), "");
  EXPECT_EQ(AndMore(3), " and 3 more");
  EXPECT_EQ(List({}, 0), "");
  EXPECT_EQ(List({"a", "b"}, 0), "a, b");
  EXPECT_EQ(List({"a", "b"}, 2), "a, b and 2 more");
}

}  // namespace
}  // namespace exporter::text
