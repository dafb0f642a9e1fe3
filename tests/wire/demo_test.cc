// The network of `make scan-demo`.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/process.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;

TEST(ScanDemo, ShowsConflicts) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can create a network for this test";
  const Finished finished = RunProgram({PROJECT "/tests/wire/demo.sh", EXPORTER});
  EXPECT_EQ(finished.status, 2) << finished.errors;
  EXPECT_THAT(finished.output,
              HasSubstr("CRITICAL: 1 stolen, 1 foreign, 1 split, 1 squatter, 1 silent, 2 ok;"));
}

}  // namespace
}  // namespace exporter::tests
