#include "exporter/manifests/relevance.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>

namespace exporter::manifests {
namespace {

// The first words are those of MustBeReadable.
constexpr std::string_view kWords[] = {"metallb.io", "AddressPool",  "address-pools", "metallb",
                                       "metalb",     "LoadBalancer", "Advertisement", "BGPPeer",
                                       "BFDProfile", "Community",    "ENC["};
constexpr std::size_t kMustBeReadable = 3;

// memmem is several times as fast as string_view::find.
bool ContainsAny(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
  });
}

// ASCII in UTF-16 is the same bytes with a NUL byte before or after each.
bool Mentions(std::string_view text, std::span<const std::string_view> words) {
  if (ContainsAny(text, words)) return true;
  if (text.empty() || std::memchr(text.data(), '\0', text.size()) == nullptr) return false;
  std::string narrow(text);
  std::erase(narrow, '\0');
  return ContainsAny(narrow, words);
}

}  // namespace

bool MayMatter(std::string_view text) { return Mentions(text, kWords); }

bool MustBeReadable(std::string_view text) {
  return Mentions(text, std::span(kWords).first(kMustBeReadable));
}

}  // namespace exporter::manifests
