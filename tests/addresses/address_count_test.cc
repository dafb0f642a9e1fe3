#include "exporter/addresses/address_count.h"

#include <gtest/gtest.h>

#include <cmath>

namespace exporter::addresses {
namespace {

constexpr AddressCount Power64() { return AddressCount::FromWords(0, 1, 0); }
constexpr AddressCount Power128() { return AddressCount::FromWords(1, 0, 0); }
constexpr AddressCount One() { return AddressCount(1); }

static_assert(AddressCount(UINT64_MAX) + One() == Power64());
static_assert(Power64() - One() == AddressCount(UINT64_MAX));
static_assert(AddressCount::FromWords(0, UINT64_MAX, UINT64_MAX) + One() == Power128());
static_assert(Power128() - One() == AddressCount::FromWords(0, UINT64_MAX, UINT64_MAX));
static_assert(Power128() - Power128() == AddressCount());
static_assert(Power128() - Power64() == AddressCount::FromWords(0, UINT64_MAX, 0));
static_assert(AddressCount::FromWords(0, UINT64_MAX, 1) +
                  AddressCount::FromWords(0, UINT64_MAX, 0) ==
              AddressCount::FromWords(1, UINT64_MAX - 1, 1));
static_assert(AddressCount::FromWords(0, UINT64_MAX, 1) +
                  AddressCount::FromWords(0, UINT64_MAX, UINT64_MAX) ==
              AddressCount::FromWords(1, UINT64_MAX, 0));
static_assert(AddressCount(UINT64_MAX) * 1 == AddressCount(UINT64_MAX));
static_assert(AddressCount(UINT64_MAX) * 2 == Power64() + Power64() - One() - One());
static_assert(Power128() * 10'000 == AddressCount::FromWords(10'000, 0, 0));
static_assert(AddressCount::FromWords(0, UINT64_MAX, UINT64_MAX) * 3 ==
              Power128() + Power128() + Power128() - AddressCount(3));
static_assert(Power64() * 0 == AddressCount());
static_assert(AddressCount(UINT64_MAX) < Power64() && Power64() < Power128());
static_assert(AddressCount().IsZero() && !Power64().IsZero() && !Power128().IsZero());

TEST(AddressCount, WritesEveryDigit) {
  EXPECT_EQ(AddressCount().ToString(), "0");
  EXPECT_EQ(AddressCount(10).ToString(), "10");
  EXPECT_EQ(AddressCount(UINT64_MAX).ToString(), "18446744073709551615");
  EXPECT_EQ(Power64().ToString(), "18446744073709551616");
  EXPECT_EQ((Power128() - One()).ToString(), "340282366920938463463374607431768211455");
  EXPECT_EQ(Power128().ToString(), "340282366920938463463374607431768211456");
  EXPECT_EQ((Power128() + AddressCount(std::uint64_t{1} << 32)).ToString(),
            "340282366920938463463374607436063178752");
}

TEST(AddressCount, IsExactAsADoubleUpTo2To53) {
  constexpr std::uint64_t k53 = std::uint64_t{1} << 53;
  for (const std::uint64_t count : {std::uint64_t{0}, std::uint64_t{1}, k53 - 1, k53}) {
    EXPECT_EQ(AddressCount(count).ToDouble(), static_cast<double>(count));
  }
}

TEST(AddressCount, IsTheNearestDoubleAbove2To53) {
  constexpr std::uint64_t k53 = std::uint64_t{1} << 53;
  EXPECT_EQ(AddressCount(k53 + 1).ToDouble(), static_cast<double>(k53)) << "a tie, to the even one";
  EXPECT_EQ(AddressCount(k53 + 3).ToDouble(), static_cast<double>(k53 + 4));
  EXPECT_EQ(Power64().ToDouble(), std::ldexp(1, 64));
  EXPECT_EQ((Power64() - One()).ToDouble(), std::ldexp(1, 64));
  EXPECT_EQ(Power128().ToDouble(), std::ldexp(1, 128));
  EXPECT_EQ((Power128() - One()).ToDouble(), std::ldexp(1, 128));

  // 2^128 + 2^75 is halfway between two doubles; the lower bits decide.
  const AddressCount tie = AddressCount::FromWords(1, std::uint64_t{1} << 11, 0);
  EXPECT_EQ(tie.ToDouble(), std::ldexp(1, 128));
  EXPECT_EQ((tie + One()).ToDouble(), std::ldexp(1, 128) + std::ldexp(1, 76));
  EXPECT_EQ((tie - One()).ToDouble(), std::ldexp(1, 128));
}

}  // namespace
}  // namespace exporter::addresses
