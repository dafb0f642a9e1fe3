#include "exporter/scan/answers.h"

#include <algorithm>
#include <utility>

namespace exporter::scan {

using addresses::IpAddress;

Answers::Answers(std::vector<IpAddress> asked) : asked_(std::move(asked)) {
  std::sort(asked_.begin(), asked_.end());
  asked_.erase(std::unique(asked_.begin(), asked_.end()), asked_.end());
  first_.resize(asked_.size());
}

void Answers::Add(const WireAnswer& answer) {
  const auto index = Find(answer.address);
  if (!index) return;
  MacAddress& first = first_[*index];
  if (first == MacAddress{}) {
    first = answer.mac;
    ++answered_;
    return;
  }
  if (first == answer.mac) return;
  auto& more = more_[*index];
  const bool is_new = std::find(more.begin(), more.end(), answer.mac) == more.end();
  if (is_new && more.size() + 1 < kMaxHosts) more.push_back(answer.mac);
}

bool Answers::IsAnswered(const IpAddress& address) const {
  const auto index = Find(address);
  return index && first_[*index] != MacAddress{};
}

std::vector<MacAddress> Answers::HostsOf(const IpAddress& address) const {
  const auto index = Find(address);
  if (!index || first_[*index] == MacAddress{}) return {};
  std::vector<MacAddress> hosts = {first_[*index]};
  if (const auto more = more_.find(*index); more != more_.end()) {
    hosts.insert(hosts.end(), more->second.begin(), more->second.end());
  }
  std::sort(hosts.begin(), hosts.end());
  return hosts;
}

std::optional<std::size_t> Answers::Find(const IpAddress& address) const {
  const auto found = std::lower_bound(asked_.begin(), asked_.end(), address);
  if (found == asked_.end() || *found != address) return std::nullopt;
  return static_cast<std::size_t>(found - asked_.begin());
}

}  // namespace exporter::scan
