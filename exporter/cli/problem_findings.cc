#include "exporter/cli/problem_findings.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>

#include "exporter/text/list_text.h"

namespace exporter::cli {
namespace {

using manifests::Problem;
using validation::Finding;
using validation::Rule;
using Names = std::set<std::string>;

Rule RuleOf(Problem::Kind kind) {
  switch (kind) {
    case Problem::Kind::kUnreadable:
      return Rule::kUnreadable;
    case Problem::Kind::kUnresolved:
      return Rule::kUnresolved;
    case Problem::Kind::kEncrypted:
      return Rule::kEncrypted;
    case Problem::Kind::kNotChecked:
    case Problem::Kind::kOtherCluster:
      return Rule::kNotChecked;
    case Problem::Kind::kNoPools:
      break;
  }
  return Rule::kNoPools;
}

// `cluster "a": ` or `clusters "a" and "b": `.
std::string Prefix(const Names& clusters) {
  constexpr std::size_t kMaxListed = 20;
  std::vector<std::string> listed;
  for (const std::string& name : clusters) {
    if (listed.size() < kMaxListed) listed.push_back('"' + name + '"');
  }
  return (clusters.size() == 1 ? "cluster " : "clusters ") +
         text::List(listed, clusters.size() - listed.size()) + ": ";
}

}  // namespace

void AddProblems(const std::vector<Problem>& problems,
                 const std::vector<manifests::ClusterInputs>& clusters,
                 std::vector<Finding>& findings) {
  std::map<std::string, Names> readers;  // of the files with problems
  std::map<Finding, Names> merged;
  for (const Problem& each : problems) {
    Names& names = merged[{each.file, each.line, RuleOf(each.kind), each.message}];
    Names& of_file = readers[each.file];
    if (each.cluster.empty()) continue;
    names.insert(each.cluster);
    of_file.insert(each.cluster);
  }
  for (const manifests::ClusterInputs& cluster : clusters) {
    for (const manifests::Input& input : cluster.inputs) {
      const auto file = readers.find(input.file);
      if (file != readers.end()) file->second.insert(cluster.name);
    }
  }
  for (const auto& [finding, names] : merged) {
    findings.push_back(finding);
    const bool shared = readers[finding.file].size() > 1 && finding.rule != Rule::kNoPools;
    if (shared && !names.empty()) findings.back().message.insert(0, Prefix(names));
  }
}

}  // namespace exporter::cli
