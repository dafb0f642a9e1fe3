#include "tests/fuzz/fetched_list.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tests/fuzz/located_error.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

using Json = nlohmann::json;

// The items, an array or null; nullptr if the list has no valid items.
const Json* ItemsOf(const Json& tree) {
  const auto items = tree.find("items");
  return items == tree.end() || !(items->is_array() || items->is_null()) ? nullptr : &*items;
}

std::string TokenOf(const Json& tree) {
  const auto metadata = tree.find("metadata");
  if (metadata == tree.end() || !metadata->is_object()) return {};
  const auto token = metadata->find("continue");
  return token == metadata->end() || token->is_null() ? std::string() : token->get<std::string>();
}

// A page with a token and the other fields that an API server writes.
std::string PageOf(const std::string& kind, const Json& items, const std::string& token) {
  const Json page = {{"apiVersion", "v1"},
                     {"kind", kind},
                     {"metadata", {{"continue", token}, {"remainingItemCount", items.size()}}},
                     {"items", items},
                     {"unwanted", {{"items", {1, 2}}, {"kind", {{"items", items}}}}}};
  return page.dump(items.size() % 2 == 0 ? 3 : -1, ' ', items.size() % 3 == 0);
}

void CheckOtherPages(const Json& tree, const ListKind& kind, const FetchedList& list) {
  Json items = *ItemsOf(tree);
  if (items.is_null()) items = Json::array();
  if (!list.twins) std::reverse(items.begin(), items.end());
  const auto middle = static_cast<std::ptrdiff_t>(items.size() / 2);
  const Json first(std::vector<Json>(items.begin(), items.begin() + middle));
  const Json second(std::vector<Json>(items.begin() + middle, items.end()));
  const auto other = ReadPages(
      {PageOf(kind.name, middle == 0 ? Json() : first, "x"), PageOf(kind.name, second, list.next)},
      kind);
  Require(other.has_value(), "the items of a page are also read from two pages",
          other ? "" : other.error().message);
  Require(other->objects == list.objects && other->items == list.items && other->next == list.next,
          "two pages are equal to one page");
}

}  // namespace

Result<FetchedList> ReadPages(const std::vector<std::string>& pages, const ListKind& kind) {
  FetchedList list;
  for (const std::string& page : pages) {
    auto next = objects::ReadListPage(page, kind.name, kind.wanted,
                                      [&](const objects::Value& item) -> Result<void> {
                                        ++list.items;
                                        return kind.add(item, list.objects);
                                      });
    if (!next) return tl::unexpected(next.error());
    list.next = std::move(next->continue_token);
  }
  list.objects.metallb_installed = true;
  const auto size = [&list] { return list.objects.pools.size() + list.objects.services.size(); };
  const std::size_t added = size();
  fleet::Normalize(list.objects);
  list.twins = size() < added;
  return list;
}

std::optional<Json> ParseTree(std::string_view page) {
  std::vector<std::set<std::string>> names;
  bool twice = false;
  const auto watch = [&](int /*depth*/, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end) names.pop_back();
    if (event == Json::parse_event_t::key) {
      twice |= !names.back().insert(value.get<std::string>()).second;
    }
    return true;
  };
  Json tree = Json::parse(page, watch, false);
  if (tree.is_discarded() || twice) return std::nullopt;
  return tree;
}

std::optional<FetchedList> CheckPage(std::string_view page, const ListKind& kind) {
  auto list = ReadPages({std::string(page)}, kind);
  if (!list) CheckMessage(list.error().message);
  const auto tree = ParseTree(page);
  if (!tree) return std::nullopt;
  const bool is_list = tree->is_object() &&
                       tree->value("/kind"_json_pointer, Json()) == kind.name &&
                       ItemsOf(*tree) != nullptr;
  Require(is_list || !list, "a list of another kind is an error", page);
  if (!list) return std::nullopt;
  Require(list->items == ItemsOf(*tree)->size(), "every item is read", page);
  Require(list->next == TokenOf(*tree), "the token is read", page);
  CheckOtherPages(*tree, kind, *list);
  return *std::move(list);
}

}  // namespace exporter::fuzz
