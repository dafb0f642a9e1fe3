#include "exporter/remote/fleet_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "exporter/objects/field_reader.h"
#include "exporter/objects/json_reader.h"
#include "exporter/remote/json_fields.h"
#include "exporter/remote/policy_reader.h"
#include "exporter/remote/record_reader.h"
#include "exporter/text/visible_text.h"

namespace exporter::remote {
namespace {

using objects::FieldReader;
using objects::Value;
using objects::WantedField;

tl::unexpected<Error> NotAFleet(std::string_view why) {
  return Fail(ErrorKind::kProtocol, "not the JSON of metallb-pool-exporter: " + std::string(why));
}

// The document without its clusters.
Result<Value> ReadHead(std::string_view json) {
  static constexpr WantedField kAlias[] = {{"cluster"}, {"context"}};
  static const std::vector<WantedField> kFields = [] {
    std::vector<WantedField> fields = {{"version"},
                                       {"full"},
                                       {"exporter", IdentityFields()},
                                       {"aliases", kAlias},
                                       {"sources", SourceFields()},
                                       {"clusters_omitted"},
                                       {"sources_omitted"}};
    fields.insert(fields.end(), PolicyFields().begin(), PolicyFields().end());
    return fields;
  }();
  auto document = objects::ReadObject(json, kFields);
  if (!document) return NotAFleet(document.error().message);
  return document;
}

constexpr std::int64_t kVersion = 1;

Result<void> CheckVersion(FieldReader& document) {
  if (!document.Has("version")) return NotAFleet("it has no version");
  const std::int64_t version = document.Integer("version");
  if (document.error()) return NotAFleet(document.error()->message);
  if (version == kVersion) return {};
  return Fail(ErrorKind::kProtocol, "version " + std::to_string(version) +
                                        " of the fleet's JSON is not supported; " + "version " +
                                        std::to_string(kVersion) + " is");
}

// The bounds on a fleet. Small objects need more memory than their JSON.
constexpr std::size_t kMaxClusters = 10'000;
constexpr std::size_t kMaxParts = 1'000'000;

// The number of objects and addresses.
std::size_t CountParts(const fleet::ClusterView& cluster) {
  if (cluster.snapshot == nullptr) return 0;
  const fleet::ClusterObjects& objects = cluster.snapshot->objects();
  std::size_t parts = objects.pools.size() + objects.services.size();
  for (const auto& pool : objects.pools) parts += pool.entries.size();
  for (const auto& service : objects.services) parts += service.addresses.size();
  if (objects.local_asns) parts += objects.local_asns->size();
  if (objects.l2_announcements) parts += objects.l2_announcements->size();
  if (!objects.nodes) return parts;
  for (const auto& node : *objects.nodes) parts += 1 + node.addresses.size();
  return parts;
}

Result<void> CheckBound(std::size_t count, std::size_t bound, std::string_view things) {
  if (count <= bound) return {};
  return Fail(ErrorKind::kProtocol, "it has " + std::to_string(count) + ' ' + std::string(things) +
                                        "; at most " + std::to_string(bound) + " are supported");
}

// Reads the elements of the list of clusters.
class ClusterList {
 public:
  ClusterList(bool full, const LastSnapshot& last, RemoteFleet& fleet)
      : full_(full), last_(last), fleet_(fleet) {}

  void Add(const Value& value) {
    if (++elements_ > kMaxClusters) return;
    auto cluster = ReadCluster(value, full_, last_);
    if (!cluster) {
      AddUnread(value, cluster.error());
    } else if (!names_.insert(cluster->name).second) {
      SetMissing("two clusters have the name \"" + Excerpted(cluster->name) + '"');
    } else {
      parts_ += CountParts(*cluster);
      omits_ = omits_ || OmitsEntries(value);
      if (parts_ <= kMaxParts) fleet_.fleet.clusters.push_back(*std::move(cluster));
    }
  }

  // Adds an element that is too large. `value` has its first fields.
  void AddOversized(const Value& value, const Error& error) {
    if (++elements_ <= kMaxClusters) AddUnread(value, WithCluster(value, error));
  }

  // Call after the last element. Errors: more clusters or objects than the bounds.
  Result<void> Check() const {
    auto valid = CheckBound(elements_, kMaxClusters, "clusters");
    return valid ? CheckBound(parts_, kMaxParts, "objects and addresses") : valid;
  }

  bool omits() const { return omits_; }

 private:
  static std::string Excerpted(const std::string& name) { return std::string(text::Excerpt(name)); }

  // The first reason is reported.
  void SetMissing(std::string why) {
    if (fleet_.missing.empty()) fleet_.missing = std::move(why);
  }

  void AddUnread(const Value& value, const Error& error) {
    SetMissing("cannot read " + error.message);
    auto unread = UnreadCluster(value, error);
    if (!unread) {
      fleet_.misses_unnamed_cluster = true;
    } else if (names_.insert(unread->name).second) {
      fleet_.fleet.clusters.push_back(*std::move(unread));
    }
  }

  const bool full_;
  const LastSnapshot& last_;
  RemoteFleet& fleet_;
  std::set<std::string> names_;
  std::size_t elements_ = 0;
  std::size_t parts_ = 0;
  bool omits_ = false;  // an element omits entries
};

// Each cluster is read and discarded before the next one, because a fleet may have many Services.
Result<void> ReadClusters(std::string_view json, bool full, ClusterList& list) {
  const objects::ItemHandler read = [&](const Value& value) {
    list.Add(value);
    return Result<void>();
  };
  const objects::OversizedHandler oversized = [&](const Value& value, const Error& error) {
    list.AddOversized(value, error);
    return Result<void>();
  };
  // Of one cluster, which may have 80,000 Services.
  constexpr objects::ReadBounds kBounds = {.max_values = 600'000,
                                           .max_text_bytes = std::size_t{32} << 20};
  const WantedField fields[] = {{"clusters", ClusterFields(full)}};
  const auto document = objects::ReadObject(
      json, fields, objects::StreamedList{"clusters", read, kBounds, &oversized});
  if (!document) return tl::unexpected(document.error());
  const Value* const found = document->Find("clusters");
  if (found == nullptr || !std::holds_alternative<Value::List>(found->data)) {
    return NotAFleet("it has no list of clusters");
  }
  return list.Check();
}

// True if the exporter does not have all entries of one of its sources, or cannot read it.
bool HasIncompleteSource(const std::vector<fleet::SourceView>& sources) {
  return std::any_of(sources.begin(), sources.end(), [](const fleet::SourceView& source) {
    return !source.up || source.incomplete.value_or(false);
  });
}

std::string MissingIn(const RemoteFleet& fleet, bool omits) {
  if (!fleet.full) return "it is too old to serve its whole fleet";
  if (omits) return "it has omitted entries";
  if (HasIncompleteSource(fleet.fleet.sources)) {
    return "one of its own sources is down, incomplete or not read yet";
  }
  return {};
}

}  // namespace

bool HasOtherVersion(std::string_view json) {
  const auto head = ReadHead(json);
  if (!head) return false;
  FieldReader reader(*head);
  const std::int64_t version = reader.Has("version") ? reader.Integer("version") : kVersion;
  return !reader.error() && version != kVersion;
}

Result<RemoteFleet> ReadFleet(std::string_view json) {
  return ReadFleet(json, [](std::string_view /*cluster*/) { return nullptr; });
}

Result<RemoteFleet> ReadFleet(std::string_view json, const LastSnapshot& last) {
  const auto head = ReadHead(json);
  if (!head) return tl::unexpected(head.error());
  FieldReader reader(*head);
  if (auto version = CheckVersion(reader); !version) return tl::unexpected(version.error());
  RemoteFleet remote;
  remote.full = reader.Bool("full", false);
  for (const Value* const element : reader.Objects("aliases")) {
    FieldReader fields(*element);
    fleet::ContextAlias& alias = remote.fleet.aliases.emplace_back();
    auto names = ReadNames(fields, {{"cluster", &alias.cluster}, {"context", &alias.context}});
    if (!names) return tl::unexpected(names.error().Within("aliases"));
  }
  remote.fleet.identity = ReadIdentity(reader);
  auto sources = ReadEach(reader, "sources", &ReadSource);
  if (!sources) return tl::unexpected(sources.error());
  remote.fleet.sources = *std::move(sources);
  auto policy = ReadPolicy(reader);
  if (!policy) return tl::unexpected(policy.error());
  remote.policy = *std::move(policy);
  ClusterList list(remote.full, last, remote);
  if (auto read = ReadClusters(json, remote.full, list); !read) return tl::unexpected(read.error());
  const bool omits = list.omits() || OmitsEntries(*head);
  remote.omits_entries = omits || !remote.missing.empty();
  if (remote.missing.empty()) remote.missing = MissingIn(remote, omits);
  return remote;
}

}  // namespace exporter::remote
