#include "exporter/collector/alias_finder.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace exporter::collector {
namespace {

using Context = AliasFinder::Context;

// Compares each context with all contexts before it.
class NaiveAliases {
 public:
  explicit NaiveAliases(std::vector<Context> contexts) : contexts_(std::move(contexts)) {}

  void SetUid(std::size_t context, const std::string& uid) {
    contexts_[context].answered = true;
    contexts_[context].uid = uid;
    for (std::size_t i = 0; i < contexts_.size(); ++i) {
      const bool was_alias = contexts_[i].alias_of.has_value();
      contexts_[i].alias_of = FirstSame(i);
      if (was_alias && !contexts_[i].alias_of && i != context) contexts_[i].answered = false;
    }
  }

  std::optional<std::size_t> AliasOf(std::size_t context) const {
    return contexts_[context].alias_of;
  }

  std::set<std::size_t> AliasesOf(std::size_t context) const {
    std::set<std::size_t> aliases;
    for (std::size_t i = 0; i < contexts_.size(); ++i) {
      if (contexts_[i].alias_of == context) aliases.insert(i);
    }
    return aliases;
  }

 private:
  std::optional<std::size_t> FirstSame(std::size_t context) const {
    for (std::size_t i = 0; i < context; ++i) {
      if (!contexts_[i].alias_of && AreSame(contexts_[i], contexts_[context])) return i;
    }
    return std::nullopt;
  }

  static bool AreSame(const Context& a, const Context& b) {
    if (!a.answered || !b.answered) return false;
    if (!a.uid.empty() && !b.uid.empty()) return a.uid == b.uid;
    return !a.endpoint_key.empty() && a.endpoint_key == b.endpoint_key;
  }

  std::vector<Context> contexts_;
};

std::vector<Context> ContextsAt(const std::vector<std::string>& endpoints) {
  std::vector<Context> contexts;
  for (const std::string& endpoint : endpoints) contexts.push_back({.endpoint_key = endpoint});
  return contexts;
}

TEST(AliasFinder, FindsTheSameAliasesAsAComparisonOfAllPairs) {
  const std::vector<std::string> keys = {"", "k", "l", "m"};
  std::mt19937 random(13);
  const auto any = [&random](std::size_t count) { return random() % count; };
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> endpoints;
    for (int i = 0; i < 7; ++i) endpoints.push_back(keys[any(keys.size())]);
    AliasFinder finder;
    finder.Reset(ContextsAt(endpoints), true);
    NaiveAliases naive(ContextsAt(endpoints));
    for (int step = 0; step < 30; ++step) {
      const std::size_t changed = any(endpoints.size());
      const std::string& uid = keys[any(keys.size())];
      finder.SetUid(changed, uid);
      naive.SetUid(changed, uid);
      for (std::size_t i = 0; i < endpoints.size(); ++i) {
        ASSERT_EQ(finder.AliasOf(i), naive.AliasOf(i)) << round << ' ' << step << ' ' << i;
        ASSERT_EQ(finder.AliasesOf(i), naive.AliasesOf(i)) << round << ' ' << step << ' ' << i;
      }
    }
  }
}

TEST(AliasFinder, ReportsEachChangeOnce) {
  AliasFinder finder;
  finder.Reset(ContextsAt({"k", "l", "m"}), true);
  using Indices = std::vector<std::size_t>;
  EXPECT_EQ(finder.SetUid(0, "u").added, Indices());
  EXPECT_EQ(finder.SetUid(2, "u").added, Indices{2});
  EXPECT_EQ(finder.SetUid(2, "u").added, Indices());
  EXPECT_EQ(finder.SetUid(1, "u").added, Indices{1});
  const auto changes = finder.SetUid(0, "v");
  EXPECT_EQ(changes.added, Indices());
  EXPECT_EQ(changes.released, (Indices{1, 2}));
  EXPECT_EQ(finder.WithUid("u").size(), 0U) << "released contexts must answer again";
}

TEST(AliasFinder, ComparesAllContextsAfterAReset) {
  AliasFinder finder;
  finder.Reset({{.endpoint_key = "k", .answered = true, .uid = "u"},
                {.endpoint_key = "l", .answered = true, .uid = "u"},
                {.endpoint_key = "m", .answered = true, .uid = "v", .was_alias = true}},
               true);
  EXPECT_EQ(finder.AliasOf(1), 0U);
  EXPECT_EQ(finder.AliasOf(2), std::nullopt);
  EXPECT_FALSE(finder.HasUid(2, "v")) << "a former alias must answer again";
}

TEST(AliasFinder, FindsNoAliasesUnlessItMerges) {
  AliasFinder finder;
  finder.Reset(ContextsAt({"k", "k"}), false);
  finder.SetUid(0, "u");
  finder.SetUid(1, "u");
  EXPECT_EQ(finder.AliasOf(1), std::nullopt);
  EXPECT_EQ(finder.WithUid("u").size(), 2U);
}

}  // namespace
}  // namespace exporter::collector
