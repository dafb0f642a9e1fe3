#include "exporter/scan/answers.h"

#include <algorithm>
#include <iterator>
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
  AddHost(*index, answer.mac);
  if (answer.ethernet_source && ethernet_sources_.size() < kMaxDetails) {
    ethernet_sources_.emplace(Place{*index, answer.mac}, *answer.ethernet_source);
  }
}

void Answers::AddHost(std::size_t index, const MacAddress& mac) {
  MacAddress& first = first_[index];
  if (first == MacAddress{}) {
    first = mac;
    ++answered_;
    return;
  }
  if (first == mac) return;
  auto& more = more_[index];
  if (std::find(more.begin(), more.end(), mac) != more.end()) return;
  if (more.size() + 1 < kMaxHosts) {
    more.push_back(mac);
  } else if (omitted_.size() < kMaxDetails) {
    omitted_.emplace(index, mac);
  }
}

std::size_t Answers::OmittedHostsOf(const IpAddress& address) const {
  const auto index = Find(address);
  if (!index) return 0;
  const auto first = omitted_.lower_bound({*index, MacAddress{}});
  const auto last = omitted_.lower_bound({*index + 1, MacAddress{}});
  return static_cast<std::size_t>(std::distance(first, last));
}

std::optional<MacAddress> Answers::EthernetSourceOf(const IpAddress& address,
                                                    const MacAddress& host) const {
  const auto index = Find(address);
  if (!index) return std::nullopt;
  const auto found = ethernet_sources_.find({*index, host});
  return found == ethernet_sources_.end() ? std::nullopt : std::optional(found->second);
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
