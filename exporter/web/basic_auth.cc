#include "exporter/web/basic_auth.h"

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "exporter/text/sha256.h"

namespace exporter::web {
namespace {

// The settings of a real hash ("$2y$10$"), followed by characters that no password hashes to.
std::string DecoyHash(const std::map<std::string, std::string>& users) {
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
  // crypt_r would end the password at a zero byte.
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

}  // namespace

BasicAuth::BasicAuth(std::map<std::string, std::string> users, BasicAuth* previous)
    : users_(std::move(users)), decoy_hash_(DecoyHash(users_)) {
  if (previous == nullptr) return;
  // The key contains the hash, so a removed user or a changed password matches no entry.
  const std::scoped_lock lock(previous->mutex_);
  for (const auto& [key, result] : previous->results_) {
    if (result == AuthResult::kAllowed) results_.emplace(key, result);
  }
}

bool BasicAuth::HasRoomFor(const Peer& peer) const {
  const auto of_network = [&](const Peer& each) { return each.network() == peer.network(); };
  return waiting_.size() < kMaxWaiting &&
         std::count(waiting_.begin(), waiting_.end(), peer) < kMaxWaitingPerPeer &&
         std::count_if(waiting_.begin(), waiting_.end(), of_network) < kMaxWaitingPerNetwork;
}

std::size_t BasicAuth::cached_results() const {
  const std::scoped_lock lock(mutex_);
  return results_.size();
}

AuthResult BasicAuth::Check(std::string_view authorization, const Peer& peer) {
  if (users_.empty()) return AuthResult::kAllowed;
  const auto login = ParseLogin(authorization);
  if (!login) return AuthResult::kRefused;
  const auto user = users_.find(login->user);
  const bool known = user != users_.end();
  const std::string& hash = known ? user->second : decoy_hash_;
  // The separators are unambiguous: none of the three texts contains a zero byte.
  const std::string key = text::Sha256(login->user + '\0' + hash + '\0' + login->password);

  const auto space = std::make_unique<crypt_data>();  // allocated here, because nothing may throw
                                                      // after this peer is in the queue
  std::unique_lock lock(mutex_);
  const auto cached = results_.find(key);
  if (cached != results_.end()) return cached->second;
  if (!HasRoomFor(peer)) return AuthResult::kBusy;
  const auto ours = waiting_.insert(waiting_.end(), peer);
  computed_.wait(lock, [&] { return ours == waiting_.begin(); });
  lock.unlock();
  const bool matches = Matches(login->password, hash, *space);
  const AuthResult result = matches && known ? AuthResult::kAllowed : AuthResult::kRefused;
  lock.lock();
  waiting_.pop_front();
  computed_.notify_all();
  // Only failures are removed: there are few successes, and guessing must not evict them.
  if (results_.size() >= kMaxResults) {
    std::erase_if(results_, [](const auto& each) { return each.second == AuthResult::kRefused; });
  }
  results_.emplace(key, result);
  return result;
}

}  // namespace exporter::web
