#include "exporter/web/basic_auth.h"

#include <crypt.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <string>
#include <thread>
#include <vector>

namespace exporter::web {
namespace {

std::string HashOf(const std::string& password) {
  crypt_data space = {};
  return crypt_r(password.c_str(), "$2y$04$abcdefghijklmnopqrstuu", &space);
}

std::string Login(const std::string& user, const std::string& password) {
  return httplib::make_basic_authentication_header(user, password).second;
}

TEST(BasicAuth, AllowsAUserWithTheRightPassword) {
  BasicAuth auth({{"prometheus", HashOf("secret")}, {"other", HashOf("pass:word")}});
  for (int i = 0; i < 2; ++i) {  // hashed, and then remembered
    EXPECT_TRUE(auth.Allows(Login("prometheus", "secret")));
    EXPECT_TRUE(auth.Allows(Login("other", "pass:word")));
    EXPECT_FALSE(auth.Allows(Login("prometheus", "Secret")));
    EXPECT_FALSE(auth.Allows(Login("prometheus", "")));
    EXPECT_FALSE(auth.Allows(Login("other", "secret")));
    EXPECT_FALSE(auth.Allows(Login("nobody", "secret")));
    EXPECT_FALSE(auth.Allows(Login("", "")));
  }
}

TEST(BasicAuth, AllowsNothingThatIsNoLogin) {
  BasicAuth auth({{"prometheus", HashOf("secret")}});
  const std::string good = Login("prometheus", "secret");
  EXPECT_TRUE(auth.Allows("bAsIc " + good.substr(6)));
  for (const std::string& bad :
       {std::string(), std::string("Basic"), std::string("Basic "), std::string("Basic ===="),
        std::string("Basic *"), good.substr(0, good.size() - 1), "Bearer" + good.substr(5),
        std::string("Basic cHJvbWV0aGV1cw=="),  // no colon
        Login("prometheus", std::string("secret\0x", 8)), good + "\n"}) {
    EXPECT_FALSE(auth.Allows(bad)) << bad;
  }
}

TEST(BasicAuth, WithoutUsersEverybodyMayAsk) {
  BasicAuth auth({});
  EXPECT_TRUE(auth.Allows(""));
  EXPECT_TRUE(auth.Allows("nonsense"));
}

TEST(BasicAuth, ForgetsVerdictsInsteadOfGrowing) {
  BasicAuth auth({{"prometheus", HashOf("secret")}});
  for (int i = 0; i < 1'100; ++i) {
    EXPECT_FALSE(auth.Allows(Login("prometheus", "guess-" + std::to_string(i))));
  }
  EXPECT_TRUE(auth.Allows(Login("prometheus", "secret")));
}

TEST(BasicAuth, MayBeAskedFromSeveralThreads) {
  BasicAuth auth({{"prometheus", HashOf("secret")}});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&auth, i] {
      for (int j = 0; j < 20; ++j) {
        EXPECT_TRUE(auth.Allows(Login("prometheus", "secret")));
        EXPECT_FALSE(auth.Allows(Login("prometheus", std::to_string(i) + std::to_string(j))));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace exporter::web
