#include "exporter/sources/similar_networks.h"

#include <set>
#include <string_view>
#include <unordered_map>

#include "exporter/text/ascii.h"

namespace exporter::sources {
namespace {

constexpr std::string_view kSeparators = " \t-_.";

std::string Simplified(const std::string& name) {
  std::string simplified = text::ToLower(name);
  std::erase_if(simplified, [](char c) { return kSeparators.find(c) != std::string_view::npos; });
  return simplified;
}

}  // namespace

std::vector<SimilarNetwork> FindSimilarNetworks(const std::vector<SourceNetwork>& networks) {
  std::vector<SimilarNetwork> similar;
  std::set<std::string> names;
  std::unordered_map<std::string, const SourceNetwork*> first;  // by simplified name
  for (const SourceNetwork& network : networks) {
    const auto& [source, name] = network;
    if (!names.insert(name).second) continue;
    const auto [known, is_new] = first.emplace(Simplified(name), &network);
    if (is_new || known->second->first == source) continue;
    similar.push_back({network, known->second->second});
  }
  return similar;
}

}  // namespace exporter::sources
