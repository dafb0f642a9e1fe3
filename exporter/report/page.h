// The page at `/`: the whole fleet for people without Grafana. What is wrong stands first, then
// every cluster with its pools.
//
// One self-contained HTML document, with a style and a script of its own and no other resource.
// Without the script it is a plain document; with it, it has a filter, maps that tell who holds an
// address, and it keeps itself new. Everything that comes from a cluster is escaped. Its size is
// bounded: maps have few cells however large a pool is, and lists of holders share a bound. Pure.

#ifndef EXPORTER_REPORT_PAGE_H_
#define EXPORTER_REPORT_PAGE_H_

#include <chrono>
#include <string>
#include <string_view>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"

namespace exporter::report {

struct PageFrame {
  std::string_view version;
  std::string_view telemetry_path;  // where the metrics are
  std::chrono::system_clock::time_point now;
};

// REQUIRES: `facts` are those of `fleet` under `policy`.
std::string RenderPage(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy, const PageFrame& frame);

// The Content-Security-Policy under which the page works: its own style and script by their hashes,
// its own address to be fetched again, and nothing else.
std::string PagePolicy();

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_H_
