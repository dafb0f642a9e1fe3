// Manifests, as `validate` reads them in a repository where anybody may write. Any text is read:
// - each error is a message, and names the file and the line (told_error.h);
// - each finding stands in the file, is a visible line of text, and a command for GitHub;
// - every sound object has a name and stands in a line of the file;
// - one text for two clusters: whatever a pool holds overlaps with the other's, and nothing takes
//   time with the size of a range (libFuzzer's -timeout).

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exporter/manifests/manifest_text.h"
#include "exporter/report/findings.h"
#include "exporter/validation/validate.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/told_error.h"

namespace exporter::fuzz {
namespace {

using metallb::DeclaredCluster;
using validation::Finding;

std::ptrdiff_t CountLines(std::string_view text) {
  return std::count(text.begin(), text.end(), '\n');
}

std::optional<std::string> FirstError(std::string_view text) {
  DeclaredCluster cluster;
  const auto errors = manifests::AddManifest(text, "f", cluster);
  return errors.empty() ? std::nullopt : std::optional(errors.front().message);
}

void CheckObjects(const DeclaredCluster& cluster, std::ptrdiff_t lines) {
  for (const auto& pool : cluster.pools) {
    Promise(!pool.object.name.empty(), "a pool has a name");
    Promise(pool.object.line >= 1 && pool.object.line <= lines, "a pool stands in the file",
            pool.object.name);
    for (const auto& entry : pool.object.entries) {
      Promise(entry.line >= 1 && entry.line <= lines, "an entry stands in the file", entry.text);
    }
  }
  for (const auto& advertisement : cluster.advertisements) {
    Promise(!advertisement.object.name.empty(), "an advertisement has a name");
  }
}

void CheckFindings(const std::vector<Finding>& findings, std::ptrdiff_t lines) {
  Promise(std::is_sorted(findings.begin(), findings.end()), "findings are sorted");
  for (const Finding& finding : findings) {
    Promise(finding.line >= 1 && finding.line <= lines, "a finding stands in the file",
            finding.message);
  }
  const auto count = static_cast<std::ptrdiff_t>(findings.size());
  const std::string commands = report::FindingsForGithub(findings);
  Promise(CountLines(commands) == count, "a finding is a command", commands);
  std::string text = report::FindingsAsText(findings);
  Promise(CountLines(text) == count, "a finding is a line", text);
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (count > 0) CheckMessage(text);
}

bool HoldsAddresses(const DeclaredCluster& cluster) {
  return std::any_of(cluster.pools.begin(), cluster.pools.end(),
                     [](const auto& pool) { return !pool.object.Addresses().empty(); });
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace exporter;  // NOLINT(google-build-using-namespace)
  const std::string_view text = fuzz::TextOf(data, size);
  const auto lines = 1 + fuzz::CountLines(text);
  std::vector<metallb::DeclaredCluster> clusters = {{.name = "a"}, {.name = "b"}};
  for (auto& cluster : clusters) {
    for (const Error& error : manifests::AddManifest(text, "f", cluster)) {
      fuzz::CheckMessage(error.message);
    }
    fuzz::CheckObjects(cluster, lines);
  }
  fuzz::CheckLines(text, "f: ", {"not UTF-8"}, fuzz::FirstError);
  const auto findings =
      validation::FindProblems({.clusters = clusters, .networks = validation::Networks()});
  fuzz::CheckFindings(findings, lines);
  const bool overlap =
      std::any_of(findings.begin(), findings.end(), [](const validation::Finding& finding) {
        return finding.rule == validation::Rule::kOverlap;
      });
  fuzz::Promise(overlap || !fuzz::HoldsAddresses(clusters[0]), "twins overlap");
  return 0;
}
