// An exact number of addresses.
//
// The IPv6 address space has 2^128 addresses, and a sum over many pools may be larger. Three 64-bit
// words are enough for the sum of 2^64 - 1 such address spaces. Overflow is not detected.
// A value type, safe to copy and to use from any thread.

#ifndef EXPORTER_ADDRESSES_ADDRESS_COUNT_H_
#define EXPORTER_ADDRESSES_ADDRESS_COUNT_H_

#include <compare>
#include <cstdint>
#include <string>

namespace exporter::addresses {

class AddressCount {
 public:
  constexpr AddressCount() = default;
  constexpr explicit AddressCount(std::uint64_t count) : low_(count) {}

  // Returns high * 2^128 + middle * 2^64 + low.
  static constexpr AddressCount FromWords(std::uint64_t high, std::uint64_t middle,
                                          std::uint64_t low) {
    AddressCount count;
    count.high_ = high;
    count.middle_ = middle;
    count.low_ = low;
    return count;
  }

  constexpr bool IsZero() const { return high_ == 0 && middle_ == 0 && low_ == 0; }

  constexpr AddressCount& operator+=(AddressCount other) {  // by value: `other` may be *this
    low_ += other.low_;
    const std::uint64_t carry = low_ < other.low_ ? 1 : 0;
    const std::uint64_t middle = middle_ + carry;
    const bool carried_over = middle < carry;
    middle_ = middle + other.middle_;
    high_ += other.high_ + (carried_over || middle_ < middle ? 1 : 0);
    return *this;
  }

  // REQUIRES: `other` is not greater than this count.
  constexpr AddressCount& operator-=(AddressCount other) {
    const std::uint64_t borrow = low_ < other.low_ ? 1 : 0;
    low_ -= other.low_;
    const bool borrowed_over = middle_ < borrow || middle_ - borrow < other.middle_;
    middle_ = middle_ - borrow - other.middle_;
    high_ -= other.high_ + (borrowed_over ? 1 : 0);
    return *this;
  }

  // REQUIRES: the product is less than 2^192.
  constexpr AddressCount& operator*=(std::uint32_t factor) {
    std::uint64_t carry = 0;
    for (std::uint64_t* const word : {&low_, &middle_, &high_}) {
      const std::uint64_t lower = (*word & UINT32_MAX) * factor + carry;
      const std::uint64_t upper = (*word >> 32) * factor + (lower >> 32);
      *word = upper << 32 | (lower & UINT32_MAX);
      carry = upper >> 32;
    }
    return *this;
  }

  friend constexpr AddressCount operator*(AddressCount a, std::uint32_t b) { return a *= b; }
  friend constexpr AddressCount operator+(AddressCount a, const AddressCount& b) { return a += b; }
  friend constexpr AddressCount operator-(AddressCount a, const AddressCount& b) { return a -= b; }

  auto operator<=>(const AddressCount&) const = default;

  // REQUIRES: the count is less than 2^64.
  constexpr std::uint64_t ToUint64() const { return low_; }

  // The nearest double, ties to even. The result is exact up to 2^53.
  double ToDouble() const;

  // Decimal digits.
  std::string ToString() const;

 private:
  // The most significant word is declared first, because operator<=> compares in this order.
  std::uint64_t high_ = 0;
  std::uint64_t middle_ = 0;
  std::uint64_t low_ = 0;
};

}  // namespace exporter::addresses

#endif  // EXPORTER_ADDRESSES_ADDRESS_COUNT_H_
