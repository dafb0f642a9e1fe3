#include "exporter/web/basic_auth.h"

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace exporter::web {
namespace {

constexpr std::size_t kMostVerdicts = 1'000;

// "$2y$10$" of a real hash with what no password gives behind it.
std::string HashOfNobody(const std::map<std::string, std::string>& users) {
  constexpr std::size_t kSettings = 7;
  constexpr std::size_t kRest = 53;
  return users.empty() ? std::string()
                       : users.begin()->second.substr(0, kSettings) + std::string(kRest, '.');
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

struct Login {
  std::string user;
  std::string password;
};

std::optional<Login> ParseLogin(std::string_view authorization) {
  constexpr std::string_view kScheme = "basic ";
  const auto same_letter = [](char a, char b) { return a == b || a + ('a' - 'A') == b; };
  if (authorization.size() < kScheme.size() ||
      !std::equal(kScheme.begin(), kScheme.end(), authorization.begin(),
                  [&](char wanted, char written) { return same_letter(written, wanted); })) {
    return std::nullopt;
  }
  const auto text = DecodeBase64(authorization.substr(kScheme.size()));
  if (!text) return std::nullopt;
  const std::size_t colon = text->find(':');
  // crypt_r would see the end of a password in a zero byte.
  if (colon == std::string::npos || text->find('\0') != std::string::npos) return std::nullopt;
  return Login{text->substr(0, colon), text->substr(colon + 1)};
}

bool Matches(const std::string& password, const std::string& hash, crypt_data& space) {
  const char* const made = crypt_r(password.c_str(), hash.c_str(), &space);
  const bool same = made != nullptr && std::string_view(made).size() == hash.size() &&
                    CRYPTO_memcmp(made, hash.data(), hash.size()) == 0;
  OPENSSL_cleanse(&space, sizeof(space));
  return same;
}

std::string Digest(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
  return {reinterpret_cast<const char*>(digest.data()), length};
}

}  // namespace

BasicAuth::BasicAuth(std::map<std::string, std::string> users, BasicAuth* before)
    : users_(std::move(users)), hash_of_nobody_(HashOfNobody(users_)) {
  if (before == nullptr) return;
  // They are kept by the hash too: for a user who is gone, or has another password, none is found.
  const std::scoped_lock lock(before->mutex_);
  for (const auto& [key, verdict] : before->verdicts_) {
    if (verdict == Verdict::kAllowed) verdicts_.emplace(key, verdict);
  }
}

bool BasicAuth::HasRoomFor(const Peer& peer) const {
  const auto of_network = [&](const Peer& each) { return each.network() == peer.network(); };
  return waiting_.size() < kMostWaiting &&
         std::count(waiting_.begin(), waiting_.end(), peer) < kMostWaitingOfAPeer &&
         std::count_if(waiting_.begin(), waiting_.end(), of_network) < kMostWaitingOfANetwork;
}

Verdict BasicAuth::Judge(std::string_view authorization, const Peer& peer) {
  if (users_.empty()) return Verdict::kAllowed;
  const auto login = ParseLogin(authorization);
  if (!login) return Verdict::kRefused;
  const auto user = users_.find(login->user);
  const bool known = user != users_.end();
  const std::string& hash = known ? user->second : hash_of_nobody_;
  // A zero byte stands in none of them.
  const std::string key = Digest(login->user + '\0' + hash + '\0' + login->password);

  const auto space = std::make_unique<crypt_data>();  // here: while we wait nothing may throw
  std::unique_lock lock(mutex_);
  const auto remembered = verdicts_.find(key);
  if (remembered != verdicts_.end()) return remembered->second;
  if (!HasRoomFor(peer)) return Verdict::kBusy;
  const auto ours = waiting_.insert(waiting_.end(), peer);
  ended_.wait(lock, [&] { return ours == waiting_.begin(); });
  lock.unlock();
  const bool matches = Matches(login->password, hash, *space);
  const Verdict verdict = matches && known ? Verdict::kAllowed : Verdict::kRefused;
  lock.lock();
  waiting_.pop_front();
  ended_.notify_all();
  // The good ones are as few as the users; a flood of guesses must not drive them out.
  if (verdicts_.size() >= kMostVerdicts) {
    std::erase_if(verdicts_, [](const auto& each) { return each.second == Verdict::kRefused; });
  }
  verdicts_.emplace(key, verdict);
  return verdict;
}

}  // namespace exporter::web
