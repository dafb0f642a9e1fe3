#include "exporter/addresses/address_count.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace exporter::addresses {
namespace {

constexpr int kWordBits = 64;

using Words = std::array<std::uint64_t, 3>;  // the highest first

// The leading bits of a number: bits * 2^exponent, plus lower bits. The highest bit of `bits` is
// set.
struct Significant {
  std::uint64_t bits = 0;
  int exponent = 0;
  bool more_below = false;  // a lower bit is set
};

// REQUIRES: at least one word is not 0.
Significant SignificantBits(const Words& words) {
  std::size_t first = 0;
  while (words.at(first) == 0) ++first;
  const int shift = std::countl_zero(words.at(first));
  const int words_below = static_cast<int>(words.size() - 1 - first);
  Significant result;
  result.bits = words.at(first) << shift;
  result.exponent = words_below * kWordBits - shift;
  if (first + 1 == words.size()) return result;
  const std::uint64_t next = words.at(first + 1);
  if (shift > 0) result.bits |= next >> (kWordBits - shift);
  result.more_below = (shift > 0 ? next << shift : next) != 0 ||
                      std::any_of(words.begin() + static_cast<std::ptrdiff_t>(first) + 2,
                                  words.end(), [](std::uint64_t word) { return word != 0; });
  return result;
}

// Divides `words` by `divisor` in place and returns the remainder.
std::uint32_t Divide(Words& words, std::uint32_t divisor) {
  std::uint64_t remainder = 0;
  for (std::uint64_t& word : words) {
    const std::uint64_t upper = remainder << 32 | word >> 32;
    const std::uint64_t lower = upper % divisor << 32 | (word & UINT32_MAX);
    word = upper / divisor << 32 | lower / divisor;
    remainder = lower % divisor;
  }
  return static_cast<std::uint32_t>(remainder);
}

}  // namespace

double AddressCount::ToDouble() const {
  if (IsZero()) return 0;
  const Significant significant = SignificantBits({high_, middle_, low_});
  // A double has 53 bits of precision, so the lowest of the 64 bits only affects rounding. It is
  // set if any lower bit is set, so that a number just above a tie is rounded up.
  const std::uint64_t bits = significant.bits | (significant.more_below ? 1 : 0);
  return std::ldexp(static_cast<double>(bits), significant.exponent);
}

std::string AddressCount::ToString() const {
  constexpr std::uint32_t kTen = 10;
  Words words = {high_, middle_, low_};
  std::string digits;
  do {
    digits += static_cast<char>('0' + Divide(words, kTen));
  } while (words != Words{});
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace exporter::addresses
