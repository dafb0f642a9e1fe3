// Manifests as text to findings as text, for tests of single rules.

#ifndef TESTS_VALIDATION_FINDINGS_OF_H_
#define TESTS_VALIDATION_FINDINGS_OF_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exporter/config/fleet_config.h"
#include "exporter/config/ip_plan.h"
#include "exporter/manifests/manifest_text.h"
#include "exporter/validation/validate.h"

namespace exporter::validation {

// A cluster, and the text of its one manifest, "<name>.yaml".
struct Manifest {
  std::string cluster;
  std::string text;
  bool incomplete = false;  // other input is known to be unread
};

// "apiVersion: …" of a pool; the entries start at line 6.
inline std::string PoolText(const std::string& name, const std::vector<std::string>& entries,
                            const std::string& more_metadata = "") {
  std::string text =
      "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: " + name +
      more_metadata + "}\nspec:\n  addresses:\n";
  for (const std::string& entry : entries) text += "  - " + entry + "\n";
  return text;
}

// Each finding as "a.yaml:6 overlap: pool …".
inline std::vector<std::string> FindingsOf(const std::vector<Manifest>& manifests,
                                           const std::string& plan_text = "",
                                           const std::string& config_text = "") {
  std::vector<metallb::DeclaredCluster> clusters;
  for (const Manifest& manifest : manifests) {
    clusters.push_back({.name = manifest.cluster, .incomplete = manifest.incomplete});
    for (const manifests::Problem& problem :
         manifests::AddManifest(manifest.text, manifest.cluster + ".yaml", clusters.back())) {
      EXPECT_TRUE(problem.kind == manifests::Problem::Kind::kUnresolved ||
                  problem.kind == manifests::Problem::Kind::kEncrypted)
          << problem.message;
    }
  }
  const auto config = config::ParseFleetConfig(config_text, "config.yaml");
  EXPECT_TRUE(config) << config.error().message;
  const auto plan = config::ParseIpPlan(plan_text, "plan.yaml");
  EXPECT_EQ(plan.has_value(), !plan_text.empty()) << plan.error().message;

  std::vector<std::string> lines;
  for (const Finding& finding : FindProblems({.clusters = clusters,
                                .plan = plan ? &*plan : nullptr,
                                .plan_file = "plan.yaml",
                                .config = &*config,
                                .config_file = "config.yaml"})) {
    lines.push_back(finding.file + ':' + std::to_string(finding.line) + ' ' +
                    std::string(Name(finding.rule)) + ": " + finding.message);
  }
  return lines;
}

}  // namespace exporter::validation

#endif  // TESTS_VALIDATION_FINDINGS_OF_H_
