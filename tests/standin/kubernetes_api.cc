#include "tests/standin/kubernetes_api.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "tests/standin/api_resource.h"
#include "tests/standin/field_selector.h"
#include "tests/standin/watch_event.h"

namespace exporter::standin {
namespace {

using nlohmann::json;

// The number of lists that can be continued. The tokens of older lists expire, as after a
// compaction of etcd.
constexpr std::size_t kMaxContinuing = 64;

Reply JsonReply(const json& body) { return {.body = body.dump()}; }

// The reply of the real server for an unknown group or path.
Reply NoSuchPath() {
  return {
      .status = 404, .content_type = "text/plain; charset=utf-8", .body = "404 page not found\n"};
}

Reply TokenExpired() {
  return StatusReply(410, "Expired",
                     "The provided continue parameter is too old to display a consistent list "
                     "result. You can start a new list without the continue parameter.");
}

// A page of the list. It is concatenated, because the objects already are JSON text.
std::string PageBody(const ApiResource& resource, const Listing& listing, std::size_t first,
                     std::size_t last, const std::string& next, bool selected) {
  json metadata = {{"resourceVersion", std::to_string(listing.resource_version)}};
  if (!next.empty()) {
    metadata["continue"] = next;
    // If there is a selector, the real server does not report the number.
    if (!selected) metadata["remainingItemCount"] = listing.objects.size() - last;
  }
  std::string body = R"({"kind":")" + std::string(resource.kind) + R"(List","apiVersion":")" +
                     std::string(resource.group_version) + R"(","metadata":)" + metadata.dump() +
                     R"(,"items":[)";
  for (std::size_t i = first; i < last; ++i) {
    if (i > first) body += ',';
    body += listing.objects[i]->json;
  }
  return body + "]}\n";
}

Reply UnknownSelector(const std::string& field) {
  return StatusReply(400, "BadRequest",
                     "\"" + field +
                         "\" is not a known field selector: only \"metadata.name\", "
                         "\"metadata.namespace\"");
}

}  // namespace

KubernetesApi::KubernetesApi(const ClusterState& state, ApiOptions options)
    : state_(state),
      options_(std::move(options)),
      has_metallb_(options_.has_metallb),
      version_(options_.version),
      knows_service_type_selector_(options_.knows_service_type_selector) {}

void KubernetesApi::SetVersion(const std::string& version, bool knows_service_type_selector) {
  const std::scoped_lock lock(mutex_);
  version_ = version;
  knows_service_type_selector_ = knows_service_type_selector;
}

void KubernetesApi::ExpireContinueTokens() {
  const std::scoped_lock lock(mutex_);
  continuing_.clear();
}

Reply KubernetesApi::Answer(const Request& request) {
  if (request.method != "GET") {
    return StatusReply(405, "MethodNotAllowed", "the stand-in only answers reads");
  }
  for (const ApiResource& resource : kApiResources) {
    const std::string root = resource.Root() + '/';
    if (!Serves(resource) || !request.path.starts_with(root)) continue;
    std::string rest = request.path.substr(root.size());
    std::string name_space;
    const std::string in_namespace = "namespaces/";
    if (resource.namespaced && rest.starts_with(in_namespace)) {
      const std::size_t slash = rest.find('/', in_namespace.size());
      if (slash == std::string::npos) continue;
      name_space = rest.substr(in_namespace.size(), slash - in_namespace.size());
      rest.erase(0, slash + 1);
    }
    const std::string collection(resource.name);
    if (rest == collection) return Collection(resource, name_space, request);
    const std::string name =
        rest.starts_with(collection + '/') ? rest.substr(collection.size() + 1) : std::string();
    if (!name.empty() && name.find('/') == std::string::npos) {
      return Object(resource, name_space, name);
    }
  }
  return Discovery(request);
}

bool KubernetesApi::Serves(const ApiResource& resource) const {
  if (resource.legacy) return options_.has_legacy_pools;
  if (resource.group_version == "metallb.io/v1beta2" && !options_.has_v1beta2_peers) return false;
  return !resource.of_metallb || has_metallb_;
}

bool KubernetesApi::Knows(const std::string& field, const ApiResource& resource) const {
  const std::scoped_lock lock(mutex_);
  return field == "metadata.name" || field == "metadata.namespace" ||
         (field == "spec.type" && resource.name == kServices && knows_service_type_selector_);
}

Reply KubernetesApi::Collection(const ApiResource& resource, const std::string& name_space,
                                const Request& request) {
  std::vector<FieldSelector> selectors = ParseSelectors(request.Query("fieldSelector"));
  for (const FieldSelector& selector : selectors) {
    if (!Knows(selector.field, resource)) return UnknownSelector(selector.field);
  }
  if (!name_space.empty()) selectors.push_back({"metadata.namespace", name_space});
  return request.IsSet("watch") ? WatchReply(resource, std::move(selectors), request)
                                : List(resource, selectors, request);
}

Reply KubernetesApi::List(const ApiResource& resource, const std::vector<FieldSelector>& selectors,
                          const Request& request) {
  std::size_t offset = 0;
  Reply error;
  auto listing = Begin(request.Query("continue"), offset, error);
  if (!listing) {
    if (error.status != 200) return error;
    listing = state_.List(std::string(resource.name));
    std::erase_if(listing->objects,
                  [&](const auto& object) { return !IsSelected(*object, selectors); });
  }
  if (request.WantsTable()) return Reply{.body = MakeTable(resource, *listing)};

  const std::size_t limit = ToNumber(request.Query("limit")).value_or(0);
  const std::size_t all = listing->objects.size();
  const std::size_t last = limit == 0 ? all : std::min(all, offset + limit);
  std::string next;
  if (last < all) {
    const std::scoped_lock lock(mutex_);
    next = std::to_string(next_listing_) + "-" + std::to_string(last);
    continuing_[next_listing_++] = *listing;
    if (continuing_.size() > kMaxContinuing) continuing_.erase(continuing_.begin());
  }
  const bool selected = !request.Query("fieldSelector").empty();
  return {.body = PageBody(resource, *listing, offset, last, next, selected)};
}

// The listing that `token` continues, and the `offset` of the next object. nullopt if the token is
// empty or invalid; an invalid token sets `error`.
std::optional<Listing> KubernetesApi::Begin(const std::string& token, std::size_t& offset,
                                            Reply& error) {
  if (token.empty()) return std::nullopt;
  const std::size_t dash = token.find('-');
  const auto number = ToNumber(token.substr(0, dash));
  const auto start = dash == std::string::npos ? std::nullopt : ToNumber(token.substr(dash + 1));
  if (!number || !start) {
    error = StatusReply(400, "BadRequest", "continue key is not valid: illegal base64 data");
    return std::nullopt;
  }
  const std::scoped_lock lock(mutex_);
  const auto found = continuing_.find(*number);
  if (found == continuing_.end() || *start > found->second.objects.size()) {
    error = TokenExpired();
    return std::nullopt;
  }
  offset = *start;
  Listing listing = found->second;
  return listing;
}

Reply KubernetesApi::Object(const ApiResource& resource, const std::string& name_space,
                            const std::string& name) const {
  const Listing listing = state_.List(std::string(resource.name));
  for (const auto& object : listing.objects) {
    if (object->name != name || object->name_space != name_space) continue;
    json whole = json::parse(object->json);
    whole["kind"] = resource.kind;
    whole["apiVersion"] = resource.group_version;
    return JsonReply(whole);
  }
  return StatusReply(404, "NotFound", std::string(resource.name) + " \"" + name + "\" not found");
}

Reply KubernetesApi::Discovery(const Request& request) const {
  const json preferred = {{"groupVersion", "metallb.io/v1beta1"}, {"version", "v1beta1"}};
  const json metallb = {
      {"name", "metallb.io"},
      {"versions", {preferred, {{"groupVersion", "metallb.io/v1beta2"}, {"version", "v1beta2"}}}},
      {"preferredVersion", preferred}};
  if (request.path == "/version") {
    const std::scoped_lock lock(mutex_);
    return JsonReply(
        {{"major", "1"}, {"minor", "32"}, {"gitVersion", version_}, {"platform", "linux/amd64"}});
  }
  if (request.path == "/api") {
    return JsonReply({{"kind", "APIVersions"},
                      {"versions", {"v1"}},
                      {"serverAddressByClientCIDRs", json::array()}});
  }
  if (request.path == "/api/v1") return Reply{.body = MakeResourceList("v1")};
  if (request.path == "/apis") {
    json groups = json::array();
    if (has_metallb_) groups.push_back(metallb);
    return JsonReply({{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", groups}});
  }
  if (!has_metallb_) return NoSuchPath();
  if (request.path == "/apis/metallb.io") {
    json group = metallb;
    group["kind"] = "APIGroup";
    group["apiVersion"] = "v1";
    return JsonReply(group);
  }
  for (const char* group_version : {"metallb.io/v1beta1", "metallb.io/v1beta2"}) {
    if (request.path == std::string("/apis/") + group_version) {
      return Reply{.body = MakeResourceList(group_version)};
    }
  }
  return NoSuchPath();
}

}  // namespace exporter::standin
