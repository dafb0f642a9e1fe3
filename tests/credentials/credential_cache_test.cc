// When credentials are replaced: a source without a process, and a fake clock.

#include "exporter/credentials/credential_cache.h"

#include <gtest/gtest.h>

#include <latch>
#include <string>
#include <thread>

#include "tests/support/deadlines.h"

namespace exporter::credentials {
namespace {

using std::chrono::seconds;

class CredentialCacheTest : public testing::Test {
 protected:
  static std::string TokenOf(const Result<CredentialCache::Shared>& shared) {
    return shared ? (*shared)->token : shared.error().message;
  }

  CredentialCache::Shared Current() { return cache_.Current(tests::Patient()).value(); }
  std::string Replace(const CredentialCache::Shared& rejected) {
    return TokenOf(cache_.Replace(rejected, tests::Patient()));
  }

  // The clocks start at the epoch.
  seconds passed_{0};
  Result<Credential> issued_ = Credential{.token = "a"};
  CredentialCache cache_{
      "source", [this](const Deadline& /*deadline*/) { return issued_; }, std::nullopt,
      [this] {
        return CredentialCache::Moment{std::chrono::steady_clock::time_point(passed_),
                                       std::chrono::system_clock::time_point(passed_)};
      }};
};

TEST_F(CredentialCacheTest, ARejectionKeepsCredentialsUntilTheSourceIssuesOthers) {
  const auto rejected = Current();
  issued_ = Fail(ErrorKind::kConfig, "the source fails");
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(Replace(rejected), "the source fails");
    EXPECT_EQ(Current(), rejected) << "other servers accept it";
    passed_ += seconds(20);
  }
  issued_ = Credential{.token = "b"};
  EXPECT_EQ(Replace(rejected), "b");
  EXPECT_EQ(Current()->token, "b");
}

TEST_F(CredentialCacheTest, ExpiredCredentialsDoNotReplaceValidOnes) {
  passed_ = seconds(1000);
  const auto rejected = Current();
  issued_ = Credential{.token = "old", .expires = std::chrono::sys_seconds(seconds(999))};
  EXPECT_EQ(cache_.Replace(rejected, tests::Patient()), rejected);
  EXPECT_EQ(Current(), rejected);
}

TEST_F(CredentialCacheTest, ExpiredCredentialsReplaceExpiredOnes) {
  issued_ = Credential{.token = "a", .expires = std::chrono::sys_seconds(seconds(100))};
  EXPECT_EQ(Current()->token, "a");
  passed_ = seconds(1000);
  issued_ = Credential{.token = "b", .expires = std::chrono::sys_seconds(seconds(200))};
  EXPECT_EQ(Current()->token, "b");
}

// A plugin that hangs for one cluster must not delay another.
TEST(CredentialCache, ValidCredentialsAreReturnedWhileTheSourceIsInUse) {
  std::latch in_use(1);
  std::latch go_on(1);
  CredentialCache cache(
      "source",
      [&](const Deadline& /*deadline*/) {
        in_use.count_down();
        go_on.wait();
        return Credential{.token = "b"};
      },
      Credential{.token = "a"});
  const auto rejected = cache.Current(tests::Patient()).value();
  std::jthread other(
      [&] { EXPECT_EQ(cache.Replace(rejected, tests::Patient()).value()->token, "b"); });
  in_use.wait();
  EXPECT_EQ(cache.Current(tests::Patient()).value(), rejected);
  // A server that rejects it waits for the result.
  const auto waited = cache.Replace(rejected, tests::Impatient());
  EXPECT_EQ(waited ? "" : waited.error().message,
            "source did not end within the poll's time (run for another cluster)");
  go_on.count_down();
  other.join();
  EXPECT_EQ(cache.Current(tests::Patient()).value()->token, "b");
}

TEST(CredentialCache, TheFirstCredentialsExpireWithoutDelay) {
  CredentialCache cache(
      "source", [](const Deadline& /*deadline*/) { return Credential{.token = "b"}; },
      Credential{.token = "a", .expires = std::chrono::sys_seconds(seconds(1))});
  EXPECT_EQ(cache.Current(tests::Patient()).value()->token, "b");
}

}  // namespace
}  // namespace exporter::credentials
