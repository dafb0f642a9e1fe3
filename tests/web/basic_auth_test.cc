#include "exporter/web/basic_auth.h"

#include <crypt.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/wait_until.h"

namespace exporter::web {
namespace {

std::string HashOf(const std::string& password) {
  crypt_data space = {};
  return crypt_r(password.c_str(), "$2y$04$abcdefghijklmnopqrstuu", &space);
}

std::string Login(const std::string& user, const std::string& password) {
  return httplib::make_basic_authentication_header(user, password).second;
}

bool Allows(BasicAuth& auth, std::string_view authorization, const std::string& peer = "") {
  const AuthResult result = auth.Check(authorization, Peer{peer});
  EXPECT_NE(result, AuthResult::kBusy);
  return result == AuthResult::kAllowed;
}

TEST(BasicAuth, AllowsAUserWithTheRightPassword) {
  BasicAuth auth({{"prometheus", HashOf("secret")}, {"other", HashOf("pass:word")}});
  for (int i = 0; i < 2; ++i) {  // hashed, then cached
    EXPECT_TRUE(Allows(auth, Login("prometheus", "secret")));
    EXPECT_TRUE(Allows(auth, Login("other", "pass:word")));
    EXPECT_FALSE(Allows(auth, Login("prometheus", "Secret")));
    EXPECT_FALSE(Allows(auth, Login("prometheus", "")));
    EXPECT_FALSE(Allows(auth, Login("other", "secret")));
    EXPECT_FALSE(Allows(auth, Login("unknown", "secret")));
    EXPECT_FALSE(Allows(auth, Login("", "")));
  }
}

TEST(BasicAuth, RefusesMalformedHeaders) {
  BasicAuth auth({{"prometheus", HashOf("secret")}});
  const std::string good = Login("prometheus", "secret");
  EXPECT_TRUE(Allows(auth, "bAsIc " + good.substr(6)));
  for (const std::string& bad :
       {std::string(), std::string("Basic"), std::string("Basic "), std::string("Basic ===="),
        std::string("Basic *"), good.substr(0, good.size() - 1), "Bearer" + good.substr(5),
        std::string("Basic cHJvbWV0aGV1cw=="),  // no colon
        Login("prometheus", std::string("secret\0x", 8)), good + "\n"}) {
    EXPECT_FALSE(Allows(auth, bad)) << bad;
  }
}

TEST(BasicAuth, WithoutUsersAllowsEveryRequest) {
  BasicAuth auth({});
  EXPECT_TRUE(Allows(auth, ""));
  EXPECT_TRUE(Allows(auth, "nonsense"));
}

TEST(BasicAuth, RemovesCachedFailuresInsteadOfGrowing) {
  BasicAuth auth({{"prometheus", HashOf("secret")}});
  EXPECT_TRUE(Allows(auth, Login("prometheus", "secret")));
  for (std::size_t i = 0; i < BasicAuth::kMaxResults; ++i) {
    EXPECT_FALSE(Allows(auth, Login("prometheus", "guess-" + std::to_string(i))));
    EXPECT_LE(auth.cached_results(), BasicAuth::kMaxResults);
  }
  EXPECT_EQ(auth.cached_results(), 2U) << "the login and the last guess";
}

TEST(BasicAuth, IsThreadSafe) {
  BasicAuth auth({{"prometheus", HashOf("secret")}});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&auth, i] {
      const std::string peer = std::to_string(i);
      for (int j = 0; j < 20; ++j) {
        EXPECT_TRUE(Allows(auth, Login("prometheus", "secret"), peer));
        EXPECT_FALSE(Allows(auth, Login("prometheus", peer + std::to_string(j)), peer));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

constexpr const char* kBusyGuess = "a guess to be answered with kBusy";

// Threads that guess passwords, each as a different peer or all as the same peer.
class Guessing {
 public:
  Guessing(BasicAuth& auth, std::size_t threads, bool of_one_peer) {
    for (std::size_t i = 0; i < threads; ++i) {
      const std::string peer = "guesser " + std::to_string(of_one_peer ? 0 : i);
      threads_.emplace_back([this, &auth, i, peer](const std::stop_token& stop) {
        for (int guess = 0; !stop.stop_requested(); ++guess) {
          const std::string password = std::to_string(i) + "-" + std::to_string(guess);
          const AuthResult result = auth.Check(Login("prometheus", password), Peer{peer});
          EXPECT_NE(result, AuthResult::kAllowed);
          if (result == AuthResult::kBusy) seen_busy_ = true;
        }
      });
    }
  }
  // Whether one of them was refused because the queue is full.
  bool seen_busy() const { return seen_busy_; }

 private:
  std::atomic<bool> seen_busy_ = false;
  std::vector<std::jthread> threads_;
};

TEST(BasicAuth, LimitsTheQueueAndNeverDelaysKnownClients) {
  BasicAuth auth({{"prometheus", HashOf("secret")}});
  EXPECT_TRUE(Allows(auth, Login("prometheus", "secret")));
  {
    const Guessing guessing(auth, BasicAuth::kMaxWaiting + 1, false);
    const auto allows_known_user = [&] {
      EXPECT_TRUE(Allows(auth, Login("prometheus", "secret")));
      return guessing.seen_busy();
    };
    tests::WaitUntil(allows_known_user, [] { return kBusyGuess; });
  }
  EXPECT_FALSE(Allows(auth, Login("prometheus", "another"))) << "the queue has room again";
}

TEST(BasicAuth, OneNetworkOfManyAddressesLeavesRoomForOthers) {
  BasicAuth auth({{"prometheus", HashOf("secret")}});
  const std::string prefix(8, 'n');  // addresses of 16 bytes are IPv6
  std::atomic<bool> seen_busy = false;
  std::vector<std::jthread> guessing;
  for (std::ptrdiff_t i = 0; i <= BasicAuth::kMaxWaitingPerNetwork; ++i) {
    guessing.emplace_back([&, i](const std::stop_token& stop) {
      const Peer peer{prefix + std::string(8, static_cast<char>('a' + i))};
      for (int guess = 0; !stop.stop_requested(); ++guess) {
        const std::string password = std::to_string(i) + "-" + std::to_string(guess);
        if (auth.Check(Login("prometheus", password), peer) == AuthResult::kBusy) seen_busy = true;
      }
    });
  }
  tests::WaitUntil([&] { return seen_busy.load(); }, [] { return kBusyGuess; });
  EXPECT_TRUE(Allows(auth, Login("prometheus", "secret"), "elsewhere"));
}

TEST(BasicAuth, KeepsCachedLoginsWhoseHashIsUnchanged) {
  const std::string hash = HashOf("secret");
  BasicAuth before({{"a", hash}, {"b", hash}, {"c", hash}});
  for (const char* user : {"a", "b", "c"}) EXPECT_TRUE(Allows(before, Login(user, "secret")));
  BasicAuth after({{"a", hash}, {"b", HashOf("other")}}, &before);
  {
    const Guessing guessing(after, 4 * BasicAuth::kMaxWaiting, true);
    tests::WaitUntil([&] { return guessing.seen_busy(); }, [] { return kBusyGuess; });
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(Allows(after, Login("a", "secret"), "guesser 0"));
  }
  EXPECT_FALSE(Allows(after, Login("b", "secret")));
  EXPECT_FALSE(Allows(after, Login("c", "secret")));
  EXPECT_TRUE(Allows(after, Login("b", "other")));
}

TEST(BasicAuth, OnePeerThatGuessesLeavesRoomForNewClients) {
  std::map<std::string, std::string> users = {{"prometheus", HashOf("secret")}};
  constexpr int kNewcomers = 50;
  for (int i = 0; i < kNewcomers; ++i) users["user" + std::to_string(i)] = HashOf("secret");
  BasicAuth auth(users);
  const Guessing guessing(auth, BasicAuth::kMaxWaitingPerPeer + 1, true);
  tests::WaitUntil([&] { return guessing.seen_busy(); }, [] { return kBusyGuess; });
  for (int i = 0; i < kNewcomers; ++i) {
    EXPECT_TRUE(Allows(auth, Login("user" + std::to_string(i), "secret")));
  }
}

}  // namespace
}  // namespace exporter::web
