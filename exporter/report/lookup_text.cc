#include "exporter/report/lookup_text.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "exporter/report/area_text.h"
#include "exporter/report/scan_text.h"
#include "exporter/text/list_text.h"

namespace exporter::report {
namespace {

using fleet::AddressAnswer;
using fleet::ClusterAnswer;
using fleet::NetworkAnswer;
using fleet::UnreadCluster;
using Names = std::vector<std::string>;

constexpr std::size_t kMaxNames = 6;

// Adds "a, b and c": the items that `add` writes. Names at most kMaxNames items.
template <typename Items, typename AddItem>
void AddList(const Items& items, const AddItem& add, Sentence& sentence) {
  const std::size_t shown = std::min(items.size(), kMaxNames);
  for (std::size_t i = 0; i < shown; ++i) {
    const bool is_last = i + 1 == items.size();
    if (i > 0) sentence.Text(is_last ? " and " : ", ");
    add(items[i]);
  }
  sentence.Text(text::AndMore(items.size() - shown));
}

void AddNames(const Names& names, Sentence& sentence) {
  AddList(
      names, [&sentence](const std::string& name) { sentence.Name(name); }, sentence);
}

// The pools of all clusters that `pools_of` returns.
template <typename PoolsOf>
std::vector<fleet::PoolName> Collect(const NetworkAnswer& network, const PoolsOf& pools_of) {
  std::vector<fleet::PoolName> names;
  for (const ClusterAnswer& cluster : network.clusters) {
    for (const std::string& name : pools_of(cluster)) names.push_back({cluster.cluster, name});
  }
  return names;
}

void AddPools(const std::vector<fleet::PoolName>& pools, Sentence& sentence) {
  const auto add = [&sentence](const fleet::PoolName& pool) {
    sentence.Name(pool.cluster).Text("/").Name(pool.pool);
  };
  AddList(pools, add, sentence);
}

// "assigned by a shop/web and b shop/api: duplicate"
void AddAssigned(const NetworkAnswer& network, Sentence& sentence) {
  std::vector<const ClusterAnswer*> holders;
  for (const ClusterAnswer& cluster : network.clusters) {
    if (!cluster.services.empty()) holders.push_back(&cluster);
  }
  sentence.Text("assigned by ");
  const auto add = [&sentence](const ClusterAnswer* cluster) {
    sentence.Name(cluster->cluster).Text(" ");
    AddNames(cluster->services, sentence);
    if (cluster->services.size() > 1) sentence.Text(" (shared)");
  };
  AddList(holders, add, sentence);
  if (network.duplicate) {
    sentence.Text(": duplicate");
  } else if (holders.size() > 1 && network.shared_on_purpose) {
    sentence.Text(" (shared on purpose");
    AddSharedBy(network.shared_by, sentence);
    sentence.Text(")");
  }
}

void AddNetwork(const NetworkAnswer& network, Sentence& sentence) {
  const auto pools = Collect(network, [](const ClusterAnswer& each) { return each.pools; });
  const auto excluding = Collect(network, [](const ClusterAnswer& each) { return each.excluding; });
  const bool assigned =
      std::any_of(network.clusters.begin(), network.clusters.end(),
                  [](const ClusterAnswer& cluster) { return !cluster.services.empty(); });
  if (assigned) {
    AddAssigned(network, sentence);
    if (!pools.empty() && !network.duplicate) {
      sentence.Text(pools.size() == 1 ? ", in pool " : ", in pools ");
      AddPools(pools, sentence);
    }
  } else if (!pools.empty()) {
    sentence.Text("available in ");
    AddPools(pools, sentence);
  }
  if (!excluding.empty()) {
    sentence.Text(assigned || !pools.empty() ? ", " : "").Text("excluded by avoidBuggyIPs in ");
    AddPools(excluding, sentence);
  }
  if (pools.empty() && excluding.empty()) {
    sentence.Text(!assigned ? "in no pool" : network.duplicate ? "" : ", outside every pool");
  }
  const auto nodes = Collect(network, [](const ClusterAnswer& each) { return each.nodes; });
  if (nodes.empty()) return;
  sentence.Text(", the address of ").Text(nodes.size() == 1 ? "node " : "the nodes ");
  const auto add = [&sentence](const fleet::PoolName& node) {
    sentence.Name(node.pool).Text(" of cluster ").Name(node.cluster);
  };
  AddList(nodes, add, sentence);
}

// True if a cluster of the answer uses the address. Then the plan confirms what is known.
bool Uses(const AddressAnswer& answer, const std::string& cluster) {
  return std::any_of(answer.networks.begin(), answer.networks.end(),
                     [&cluster](const NetworkAnswer& network) {
                       return std::any_of(network.clusters.begin(), network.clusters.end(),
                                          [&cluster](const ClusterAnswer& each) {
                                            return each.cluster == cluster &&
                                                   !(each.pools.empty() && each.services.empty());
                                          });
                     });
}

void AddReserved(const std::vector<fleet::ReservedRange>& reserved, Sentence& sentence) {
  Names purposes;
  for (const fleet::ReservedRange& entry : reserved) {
    if (!entry.purpose.empty()) purposes.push_back(entry.purpose);
  }
  sentence.Text(purposes.empty() ? "reserved" : "reserved for ");
  AddNames(purposes, sentence);
  sentence.Text(" by the plan");
}

void AddPlan(const AddressAnswer& answer, Sentence& sentence) {
  Names planned = answer.planned;
  std::erase_if(planned, [&answer](const std::string& name) { return Uses(answer, name); });
  std::string_view separator = answer.networks.empty() ? "" : ", ";
  if (!answer.reserved.empty()) {
    sentence.Text(separator);
    AddReserved(answer.reserved, sentence);
    separator = ", ";
  }
  if (planned.empty()) return;
  sentence.Text(separator).Text("planned for ");
  AddNames(planned, sentence);
  if (answer.networks.empty()) sentence.Text(", in no pool");
}

// "not read: paris; not read completely: http://east:9469; stale data: rome". `separator` is before
// the first part.
void AddUnread(const std::vector<UnreadCluster>& unread, std::string_view separator,
               Sentence& sentence) {
  Names unknown;
  Names incomplete;
  Names stale;
  for (const UnreadCluster& each : unread) {
    if (each.IsEveryCluster()) continue;
    Names& names = each.incomplete                         ? incomplete
                   : each.data == fleet::DataState::kStale ? stale
                                                           : unknown;
    names.push_back(each.Name());
  }
  const auto add = [&separator, &sentence](std::string_view heading, const Names& names) {
    if (names.empty()) return;
    sentence.Text(separator).Text(heading);
    AddNames(names, sentence);
    separator = "; ";
  };
  add("not read: ", unknown);
  add("not read completely: ", incomplete);
  add("stale data: ", stale);
}

// "16 addresses, 3 assigned"
std::string CountsOf(const fleet::PoolInRange& pool) {
  const bool is_one = pool.addresses == addresses::AddressCount(1);
  return pool.addresses.ToString() + (is_one ? " address, " : " addresses, ") +
         std::to_string(pool.assigned) + " assigned";
}

template <typename Item>
void AddNetworkOf(const Item& item, const fleet::RangeAnswer& answer, Sentence& sentence) {
  if (answer.several_networks) sentence.Text(", network ").Name(item.network);
}

// "10.9.0.9: assigned by berlin shop/old, outside every pool"
std::vector<Sentence> UnpooledSentences(const fleet::RangeAnswer& answer) {
  std::vector<Sentence> sentences;
  for (const fleet::UnpooledInRange& each : answer.unpooled) {
    Sentence& sentence = sentences.emplace_back();
    sentence.Strong(each.address.ToString()).Text(": assigned by ").Name(each.cluster).Text(" ");
    AddNames(each.services, sentence);
    sentence.Text(", outside every pool");
    AddNetworkOf(each, answer, sentence);
  }
  if (answer.unpooled_omitted > 0) {
    sentences.emplace_back().Text(
        text::Count(answer.unpooled_omitted, "more address is", "more addresses are") +
        " assigned outside every pool");
  }
  return sentences;
}

void AddPoolsInRange(const fleet::RangeAnswer& answer, std::vector<Sentence>& sentences) {
  for (const fleet::PoolInRange& pool : answer.pools) {
    Sentence& sentence = sentences.emplace_back();
    sentence.Text("pool ").Name(pool.pool.cluster).Text("/").Name(pool.pool.pool);
    sentence.Text(": " + CountsOf(pool));
    AddNetworkOf(pool, answer, sentence);
  }
}

void AddPlanInRange(const fleet::RangeAnswer& answer, std::vector<Sentence>& sentences) {
  for (const std::string& name : answer.planned) {
    sentences.emplace_back().Text("plan: ").Name(name);
  }
  for (const fleet::ReservedRange& entry : answer.reserved) {
    Sentence& sentence = sentences.emplace_back();
    sentence.Text("plan: ").Name(entry.name).Text(", reserved");
    if (!entry.purpose.empty()) sentence.Text(" for ").Name(entry.purpose);
  }
}

bool ReadsNoCluster(const std::vector<UnreadCluster>& unread) {
  return !unread.empty() && unread.front().IsEveryCluster();
}

void AddState(const AddressAnswer& answer, Sentence& sentence) {
  if (answer.state != fleet::AddressState::kUnknown) return;
  sentence.Text(ReadsNoCluster(answer.unread) ? "unknown, because this exporter reads no cluster"
                                              : "in no pool");
}

// "scan: squatter: answered by a host that is not a known node (02:00:00:00:0f:01)"
void AddHeard(const WireFindings& heard, Sentence& sentence) {
  for (const scan::WireFinding* const finding : heard) {
    const bool several = heard.front()->network != heard.back()->network;
    sentence.Text("; scan");
    if (several) sentence.Text(" of network ").Name(finding->network);
    sentence.Text(": ").Append(AnswerSentence(*finding));
  }
}

}  // namespace

Sentence LookupSentence(const AddressAnswer& answer, const WireFindings& heard) {
  Sentence sentence;
  sentence.Strong(answer.address.ToString()).Text(": ");
  for (std::size_t i = 0; i < answer.networks.size(); ++i) {
    if (i > 0) sentence.Text("; ");
    if (answer.networks.size() > 1) {
      sentence.Text("network ").Name(answer.networks[i].network).Text(": ");
    }
    AddNetwork(answer.networks[i], sentence);
  }
  AddPlan(answer, sentence);
  AddState(answer, sentence);
  AddUnread(answer.unread, "; ", sentence);
  AddHeard(heard, sentence);
  return sentence;
}

std::vector<Sentence> RangeSentences(const fleet::RangeAnswer& answer) {
  constexpr std::size_t kMaxSentences = 200;
  std::vector<Sentence> sentences = UnpooledSentences(answer);
  AddPoolsInRange(answer, sentences);
  AddPlanInRange(answer, sentences);
  for (const fleet::NodeInRange& node : answer.nodes) {
    Sentence& sentence = sentences.emplace_back();
    sentence.Strong(node.address.ToString()).Text(": node ").Name(node.node);
    sentence.Text(" of cluster ").Name(node.cluster);
    AddNetworkOf(node, answer, sentence);
  }
  if (ReadsNoCluster(answer.unread)) {
    sentences.emplace_back().Text("unknown, because this exporter reads no cluster");
  } else if (sentences.empty()) {
    sentences.emplace_back().Text(
        "no pool, no assigned address, no node, and no entry of the plan");
  }
  if (sentences.size() > kMaxSentences) {
    const std::size_t omitted = sentences.size() - kMaxSentences;
    sentences.resize(kMaxSentences);
    sentences.emplace_back().Text(text::Count(omitted, "more entry", "more entries"));
  }
  if (!answer.unread.empty() && !ReadsNoCluster(answer.unread)) {
    AddUnread(answer.unread, "", sentences.emplace_back());
  }
  return sentences;
}

}  // namespace exporter::report
