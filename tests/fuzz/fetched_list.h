// A list as it comes from an API server, read by our stream and by a tree of nlohmann's, which is
// the second opinion on it.

#ifndef TESTS_FUZZ_FETCHED_LIST_H_
#define TESTS_FUZZ_FETCHED_LIST_H_

#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/objects/list_page.h"
#include "exporter/result/result.h"

namespace exporter::fuzz {

struct ListKind {
  std::string name;  // "ServiceList"
  std::span<const objects::WantedField> wanted;
  // Adds what an item is.
  std::function<Result<void>(const objects::Value& item, fleet::ClusterObjects& objects)> add;
};

struct FetchedList {
  fleet::ClusterObjects objects;  // normalized
  std::size_t items = 0;          // that were handed on
  bool twins = false;             // two of one name, of which the first counts
  std::string next;               // the continue token of the last page
};

Result<FetchedList> ReadPages(const std::vector<std::string>& pages, const ListKind& kind);

// The page as a tree, where a list can be told by it: an object in which no field stands twice.
std::optional<nlohmann::json> ParseTree(std::string_view page);

// Holds the reading of `page` against the tree of it:
// - what is no page of such a list is an error, which is a message;
// - every item is handed on, and the token told;
// - the same items on two pages, the other way round unless there are twins, spaced out and beside
//   fields that nobody wants, are the same objects.
// Returns the reading, if it is sound.
std::optional<FetchedList> CheckPage(std::string_view page, const ListKind& kind);

// The metrics of a cluster with these objects and of a twin of it, checked: each line is HELP, TYPE
// or a sample with one number, of names that Prometheus takes and labels that are UTF-8 and
// escaped; no series stands twice.
std::string RenderChecked(const fleet::ClusterObjects& objects);

}  // namespace exporter::fuzz

#endif  // TESTS_FUZZ_FETCHED_LIST_H_
