// How a fuzzer reports a violated property: it prints a sentence and aborts. libFuzzer treats that
// as a crash and saves the input.

#ifndef TESTS_FUZZ_REQUIRE_H_
#define TESTS_FUZZ_REQUIRE_H_

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace exporter::fuzz {

// `property`: what must be true. `evidence`: what was found instead.
inline void Require(bool satisfied, std::string_view property, std::string_view evidence = {}) {
  if (satisfied) return;
  std::cerr << "violated property: " << property << "\n  " << evidence << std::endl;
  std::abort();
}

inline std::string_view TextOf(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace exporter::fuzz

#endif  // TESTS_FUZZ_REQUIRE_H_
