// A list from an API server, read by our reader and, as a second opinion, by nlohmann_json.

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
  // Decodes an item and adds it.
  std::function<Result<void>(const objects::Value& item, fleet::ClusterObjects& objects)> add;
};

struct FetchedList {
  fleet::ClusterObjects objects;  // normalized
  std::size_t items = 0;          // passed to `add`
  bool twins = false;             // two items have the same name, so the first one counts
  std::string next;               // the continue token of the last page
};

Result<FetchedList> ReadPages(const std::vector<std::string>& pages, const ListKind& kind);

// The page as a tree; nullopt if it is not JSON, or if an object has a field twice.
std::optional<nlohmann::json> ParseTree(std::string_view page);

// Compares the list read from `page` with its tree:
// - a page of another kind is an error, which is a message;
// - every item and the token are read;
// - the same items on two pages, reversed unless there are twins, with white space and with
// unwanted
//   fields, are the same objects.
// Returns the list, if the page is valid.
std::optional<FetchedList> CheckPage(std::string_view page, const ListKind& kind);

// Renders the metrics of two clusters with these objects, and checks them. Each line is HELP, TYPE
// or a sample with one number, with valid names and with labels that are UTF-8 and escaped. No
// series occurs twice.
std::string RenderChecked(const fleet::ClusterObjects& objects);

}  // namespace exporter::fuzz

#endif  // TESTS_FUZZ_FETCHED_LIST_H_
