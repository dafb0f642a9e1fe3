// How a fuzzer says that the code has broken its word: in a sentence, and by aborting, which
// libFuzzer takes for a crash and keeps the input of.

#ifndef TESTS_FUZZ_PROMISE_H_
#define TESTS_FUZZ_PROMISE_H_

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace exporter::fuzz {

// `promise` is what should have been so; `evidence` what was found instead.
inline void Promise(bool kept, std::string_view promise, std::string_view evidence = {}) {
  if (kept) return;
  std::cerr << "broken promise: " << promise << "\n  " << evidence << std::endl;
  std::abort();
}

inline std::string_view TextOf(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace exporter::fuzz

#endif  // TESTS_FUZZ_PROMISE_H_
