// Manifests, as `validate` reads them from any repository, with the values of some variables. Any
// text is read:
// - each error is a message, and names the file and the line (located_error.h);
// - each finding names a line of the file, is a visible line of text, and a GitHub command;
// - every valid object has a name and names a line of the file;
// - in two clusters with the same text, each pool that has addresses overlaps. The time does not
//   depend on the size of a range (libFuzzer's -timeout).

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exporter/manifests/manifest_text.h"
#include "exporter/report/findings.h"
#include "exporter/validation/validate.h"
#include "tests/fuzz/located_error.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

using metallb::DeclaredCluster;
using validation::Finding;

const manifests::Variables kVariables = {
    {"A", "10.0.0.0/24"}, {"B", "[10.0.1.1-10.0.1.9, 10.0.2.0/24]"}, {"C", "a\nb"}, {"D", ""}};

std::vector<manifests::Problem> Read(std::string_view text, DeclaredCluster& cluster) {
  return manifests::AddManifest(text, "f", cluster, manifests::Lines::kOfFile, kVariables);
}

std::ptrdiff_t CountLines(std::string_view text) {
  return std::count(text.begin(), text.end(), '\n');
}

std::optional<std::string> FirstError(std::string_view text) {
  DeclaredCluster cluster;
  const auto problems = Read(text, cluster);
  if (problems.empty()) return std::nullopt;
  return "f:" + std::to_string(problems.front().line) + ": " + problems.front().message;
}

void CheckObjects(const DeclaredCluster& cluster, std::ptrdiff_t lines) {
  for (const auto& pool : cluster.pools) {
    Require(!pool.object.name.empty(), "a pool has a name");
    Require(pool.object.line >= 1 && pool.object.line <= lines, "a pool has a line of the file",
            pool.object.name);
    for (const auto& entry : pool.object.entries) {
      Require(entry.line >= 1 && entry.line <= lines, "an entry has a line of the file",
              entry.text);
    }
  }
  for (const auto& advertisement : cluster.advertisements) {
    Require(!advertisement.object.name.empty(), "an advertisement has a name");
  }
}

void CheckFindings(const std::vector<Finding>& findings, std::ptrdiff_t lines) {
  Require(std::is_sorted(findings.begin(), findings.end()), "findings are sorted");
  for (const Finding& finding : findings) {
    Require(finding.line >= 1 && finding.line <= lines, "a finding has a line of the file",
            finding.message);
  }
  const auto count = static_cast<std::ptrdiff_t>(findings.size());
  const std::string commands = report::FindingsForGithub(findings);
  Require(CountLines(commands) == count, "a finding is a command", commands);
  std::string text = report::FindingsAsText(findings);
  Require(CountLines(text) == count, "a finding is a line", text);
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (count > 0) CheckMessage(text);
}

bool HasAddresses(const DeclaredCluster& cluster) {
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
    for (const manifests::Problem& problem : fuzz::Read(text, cluster)) {
      fuzz::CheckMessage(problem.message);
    }
    fuzz::CheckObjects(cluster, lines);
  }
  fuzz::CheckLines(text, "f:", {}, fuzz::FirstError);
  const auto findings = validation::FindProblems({.clusters = clusters});
  fuzz::CheckFindings(findings, lines);
  const bool overlap =
      std::any_of(findings.begin(), findings.end(), [](const validation::Finding& finding) {
        return finding.rule == validation::Rule::kOverlap;
      });
  fuzz::Require(overlap || !fuzz::HasAddresses(clusters[0]), "equal pools of two clusters overlap");
  return 0;
}
