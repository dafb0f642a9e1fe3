#include "exporter/app/process_usage.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>

namespace exporter::app {
namespace {

TEST(ReadProcessUsage, ReadsThisProcess) {
  const auto usage = ReadProcessUsage();
  ASSERT_TRUE(usage.open_fds && usage.max_fds && usage.cpu_seconds && usage.threads &&
              usage.virtual_bytes && usage.resident_bytes && usage.start_time_seconds);
  EXPECT_GE(*usage.max_fds, *usage.open_fds);
  EXPECT_GE(*usage.threads, 1U);
  EXPECT_GT(*usage.resident_bytes, 100'000U);
  EXPECT_GE(*usage.virtual_bytes, *usage.resident_bytes);
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_LE(*usage.start_time_seconds, now + 1);
  EXPECT_GT(*usage.start_time_seconds, now - 86'400);
}

TEST(ReadProcessUsage, CountsDescriptorsExactly) {
  const auto before = ReadProcessUsage().open_fds.value();
  const int descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(ReadProcessUsage().open_fds.value(), before + 1);
  close(descriptor);
  EXPECT_EQ(ReadProcessUsage().open_fds.value(), before);
}

}  // namespace
}  // namespace exporter::app
