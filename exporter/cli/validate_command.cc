#include "exporter/cli/validate_command.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>

#include "exporter/cli/options.h"
#include "exporter/cli/problem_findings.h"
#include "exporter/cli/repository_path.h"
#include "exporter/cli/standard_output.h"
#include "exporter/cli/validate_inputs.h"
#include "exporter/config/fleet_config.h"
#include "exporter/config/ip_plan.h"
#include "exporter/files/file_reader.h"
#include "exporter/manifests/kustomization_parts.h"
#include "exporter/manifests/load.h"
#include "exporter/manifests/manifest_paths.h"
#include "exporter/manifests/other_languages.h"
#include "exporter/report/findings.h"
#include "exporter/text/list_text.h"
#include "exporter/validation/validate.h"

namespace exporter::cli {
namespace {

using Output = ValidateOptions::Output;
using manifests::Problem;
using validation::Finding;
using validation::Rule;

// The files that the manifests are compared with.
struct References {
  std::optional<config::IpPlan> plan;
  std::optional<config::FleetConfig> config;
};

// Reads the file that an option names.
Result<std::string> ReadOptionFile(std::string_view option, const std::string& path) {
  auto text = files::ReadFile(path);
  if (text) return text;
  return Fail(ErrorKind::kConfig, std::string(option) + ' ' + text.error().message);
}

References ReadReferences(const ValidateOptions& options, std::vector<Error>& errors) {
  References references;
  if (options.plan) {
    const auto plan =
        ReadOptionFile("--plan", *options.plan).and_then([&](const std::string& text) {
          return config::ParseIpPlan(text, *options.plan);
        });
    if (plan) references.plan = *plan;
    if (!plan) errors.push_back(plan.error());
  }
  if (options.config_file) {
    const auto fleet = ReadOptionFile("--config.file", *options.config_file)
                           .and_then([&](const std::string& text) {
                             return config::ParseFleetConfig(text, *options.config_file);
                           });
    const auto not_empty =
        fleet ? config::CheckNotEmpty(*fleet, *options.config_file) : Result<void>();
    if (!not_empty) errors.push_back(not_empty.error());
    if (fleet) {
      references.config = *fleet;
      for (const std::string& warning : fleet->warnings) PrintError("warning: " + warning);
    }
    if (!fleet) errors.push_back(fleet.error());
  }
  return references;
}

// With the paths that GitHub needs.
std::vector<Finding> ForGithub(std::vector<Finding> findings,
                               const std::set<std::string>& streams) {
  const char* const workspace = std::getenv("GITHUB_WORKSPACE");
  if (workspace == nullptr || *workspace == '\0') return findings;
  std::error_code error;
  const auto folder = std::filesystem::current_path(error);
  for (Finding& finding : findings) {
    if (error || streams.contains(finding.file)) continue;
    finding.file = PathInRepository(finding.file, folder, workspace);
  }
  return findings;
}

std::string Rendered(const std::vector<Finding>& findings, const std::set<std::string>& streams,
                     Output output) {
  switch (output) {
    case Output::kText:
      return report::FindingsAsText(findings);
    case Output::kJson:
      return report::FindingsAsJson(findings, streams);
    case Output::kGithub:
      break;
  }
  return report::FindingsForGithub(ForGithub(findings, streams), streams);
}

std::size_t CountOf(const std::vector<Finding>& findings, validation::Severity severity) {
  std::size_t count = 0;
  for (const Finding& finding : findings) {
    if (SeverityOf(finding.rule) == severity) ++count;
  }
  return count;
}

std::size_t CountPools(const std::vector<metallb::DeclaredCluster>& clusters) {
  std::size_t pools = 0;
  for (const metallb::DeclaredCluster& cluster : clusters) pools += cluster.pools.size();
  return pools;
}

std::vector<std::string> HintsAt(const manifests::FoundPaths& found,
                                 const std::vector<metallb::DeclaredCluster>& clusters) {
  std::set<std::string> with_pools;
  std::set<std::string> with_requests;
  for (const metallb::DeclaredCluster& cluster : clusters) {
    if (!cluster.pools.empty()) with_pools.insert(cluster.name);
    if (!cluster.requests.empty()) with_requests.insert(cluster.name);
  }
  return HintsAtOneCluster(found.clusters, with_pools, with_requests);
}

void PrintNotes(const std::vector<std::string>& notes) {
  constexpr std::size_t kMaxNotes = 20;
  for (std::size_t i = 0; i < std::min(notes.size(), kMaxNotes); ++i) {
    PrintError("note: " + notes[i]);
  }
  if (notes.size() > kMaxNotes) {
    PrintError("note: " + std::to_string(notes.size() - kMaxNotes) +
               " more notes of this kind are omitted");
  }
}

// "3 clusters, 4 pools: 1 error, 2 warnings".
std::string Summary(const std::vector<metallb::DeclaredCluster>& clusters,
                    const std::vector<Finding>& findings) {
  const std::size_t pools = CountPools(clusters);
  const std::string checked = text::Count(clusters.size(), "cluster", "clusters") + ", " +
                              text::Count(pools, "pool", "pools") + ": ";
  if (findings.empty()) return checked + "no findings";
  return checked + text::Count(CountOf(findings, validation::Severity::kError), "error", "errors") +
         ", " +
         text::Count(CountOf(findings, validation::Severity::kWarning), "warning", "warnings");
}

bool HasUnreadable(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& each) { return each.rule == Rule::kUnreadable; });
}

int StatusOf(const std::vector<Finding>& findings) {
  if (HasUnreadable(findings)) return app::kExitUsage;
  return CountOf(findings, validation::Severity::kError) == 0 ? app::kExitSuccess
                                                              : app::kExitFailure;
}

}  // namespace

std::optional<Output> ParseValidateOutput(const std::string& text) {
  if (text == "text") return Output::kText;
  if (text == "json") return Output::kJson;
  if (text == "github") return Output::kGithub;
  return std::nullopt;
}

int Validate(const ValidateOptions& options) {
  const manifests::Excludes excludes(options.excludes);
  manifests::FoundPaths found = manifests::FindManifests(options.paths, options.layouts, excludes);
  std::vector<Error> errors = found.errors;
  const References references = ReadReferences(options, errors);
  for (const Error& error : errors) PrintError(error.message);
  if (!errors.empty()) return app::kExitUsage;

  if (const auto expanded = ExpandInputs(options, excludes, found); !expanded) {
    PrintError(expanded.error().message);
    return app::kExitUsage;
  }
  const auto parts = manifests::RemoveKustomizationParts(found.clusters, found.outside);
  const auto loaded = manifests::LoadManifests(found.clusters, found.outside);
  auto findings =
      validation::FindProblems({.clusters = loaded.clusters,
                                .plan = references.plan ? &*references.plan : nullptr,
                                .plan_file = options.plan.value_or(""),
                                .config = references.config ? &*references.config : nullptr,
                                .config_file = options.config_file.value_or("")});
  std::vector<Problem> problems = found.problems;
  for (const auto& more : {parts, loaded.problems}) {
    problems.insert(problems.end(), more.begin(), more.end());
  }
  AddProblems(problems, found.clusters, findings);
  std::sort(findings.begin(), findings.end());
  PrintNotes(found.notes);
  PrintNotes(HintsAt(found, loaded.clusters));
  PrintNotes(loaded.notes);
  PrintNotes(manifests::NotesOnPoolsIn(found.other_languages));
  const bool empty = CountPools(loaded.clusters) == 0 && !options.allow_empty;
  const int status = WriteOutput(Rendered(findings, loaded.streams, options.output),
                                 empty ? app::kExitUsage : StatusOf(findings), app::kExitUsage);
  if (options.output == Output::kText) {
    std::fprintf(stderr, "%s\n", Summary(loaded.clusters, findings).c_str());
  }
  if (empty) {
    PrintError(
        "no pool in " + text::Count(loaded.files, "file", "files") +
        "; try --layout, --flux or --render kustomize, or pass generated manifests as NAME=-; "
        "--allow-empty accepts a run without pools");
  } else if (HasUnreadable(findings)) {
    PrintError(
        "some files were not checked; correct them, ignore them with --exclude, or pass "
        "generated manifests as NAME=-");
  }
  return status;
}

}  // namespace exporter::cli
