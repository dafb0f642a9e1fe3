#include "exporter/remote/cluster_reader.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "exporter/objects/field_reader.h"
#include "exporter/remote/bounded_services.h"
#include "exporter/remote/json_fields.h"
#include "exporter/remote/object_reader.h"
#include "exporter/remote/record_reader.h"
#include "exporter/text/visible_text.h"

namespace exporter::remote {
namespace {

using objects::FieldReader;
using objects::Value;
using objects::WantedField;

fleet::PollRecord ReadRecord(const Value& value, FieldReader& reader) {
  fleet::PollRecord record;
  record.polls = reader.Has("up") ? 1 : 0;
  record.up = reader.Bool("up", false);
  record.last_success = ReadLastSuccess(value);
  record.last_error = ReadLastError(reader);
  for (const Value* const element : reader.Objects("unread_resources")) {
    FieldReader fields(*element);
    const auto resource = Named(fleet::kOptionalResources, fields.String("resource"));
    if (resource) record.unread.emplace(*resource, ReadError(fields));
  }
  return record;
}

Result<fleet::ClusterObjects> ReadObjects(FieldReader& reader, bool full) {
  fleet::ClusterObjects objects;
  objects.server_version = reader.String("server_version");
  objects.metallb_installed = reader.Bool("metallb_installed", false);
  auto pools = ReadEach(reader, "pools", &ReadPool);
  if (!pools) return tl::unexpected(pools.error());
  objects.pools = *std::move(pools);
  auto services =
      full ? ReadEach(reader, "service_list", &ReadService) : ReadBoundedServices(reader);
  if (!services) return tl::unexpected(services.error());
  objects.services = *std::move(services);
  for (const auto& done :
       {ReadOptional(reader, "local_asns", &ReadAsn, objects.local_asns),
        ReadOptional(reader, "node_list", &ReadNode, objects.nodes),
        ReadOptional(reader, "announcement_list", &ReadAnnouncement, objects.l2_announcements)}) {
    if (!done) return tl::unexpected(done.error());
  }
  fleet::Normalize(objects);
  return objects;
}

Result<void> ReadClusterNames(FieldReader& reader, fleet::ClusterView& cluster) {
  auto names = ReadNames(reader, {{"cluster", &cluster.name},
                                  {"context", &cluster.context},
                                  {"network", &cluster.network},
                                  {"read_through", &cluster.read_through},
                                  {"source", &cluster.source}});
  if (!names || !cluster.name.empty()) return names;
  return Fail(ErrorKind::kProtocol, "it has no name");
}

Result<fleet::ClusterView> ReadView(const Value& value, bool full, const LastSnapshot& last) {
  FieldReader reader(value);
  fleet::ClusterView cluster;
  auto names = ReadClusterNames(reader, cluster);
  if (!names) return tl::unexpected(names.error());
  cluster.from_another_server = reader.Bool("from_another_server", false);
  cluster.record = ReadRecord(value, reader);
  const std::string data = reader.String("data");
  const std::string metallb_class = reader.String("lb_class");
  if (reader.error()) return tl::unexpected(*reader.error());
  const auto state = Named(fleet::kDataStates, data);
  if (!state) {
    return Fail(ErrorKind::kProtocol, "data must be fresh, stale or unknown, found \"" +
                                          std::string(text::Excerpt(data)) + '"');
  }
  cluster.state = *state;
  if (cluster.state == fleet::DataState::kUnknown) return cluster;
  auto objects = ReadObjects(reader, full);
  if (!objects) return tl::unexpected(objects.error());
  cluster.snapshot = last(cluster.name);
  if (cluster.snapshot != nullptr && cluster.snapshot->metallb_class() == metallb_class &&
      cluster.snapshot->objects() == *objects) {
    return cluster;
  }
  cluster.snapshot =
      std::make_shared<const fleet::ClusterSnapshot>(*std::move(objects), metallb_class);
  return cluster;
}

// True if a field such as "addresses_omitted" is not 0.
bool HasOmitted(const Value& value) {
  const auto* const fields = std::get_if<Value::Object>(&value.data);
  return fields != nullptr &&
         std::any_of(fields->begin(), fields->end(), [](const Value::Field& field) {
           const auto* const count = std::get_if<std::int64_t>(&field.value.data);
           return field.name.ends_with("_omitted") && count != nullptr && *count != 0;
         });
}

}  // namespace

std::span<const WantedField> ClusterFields(bool full) {
  static constexpr WantedField kUnread[] = {{"resource"}, {"reason"}, {"message"}};
  // The fields of one of both kinds of JSON.
  struct Fields {
    std::vector<WantedField> pool, cluster;

    Fields(std::span<const WantedField> extra_pool, std::span<const WantedField> extra_cluster)
        : pool(PoolFields().begin(), PoolFields().end()),
          cluster({{"cluster"},
                   {"context"},
                   {"network"},
                   {"data"},
                   {"source"},
                   {"up"},
                   {"last_success_timestamp_seconds"},
                   {"error", ErrorFields()},
                   {"unread_resources", kUnread},
                   {"server_version"},
                   {"metallb_installed"},
                   {"local_asns"}}) {
      pool.insert(pool.end(), extra_pool.begin(), extra_pool.end());
      cluster.insert(cluster.end(), extra_cluster.begin(), extra_cluster.end());
      cluster.push_back({"pools", pool});
    }
  };
  static const WantedField kFull[] = {{"read_through"},
                                      {"from_another_server"},
                                      {"lb_class"},
                                      {"pools_omitted"},
                                      {"service_list_omitted"},
                                      {"node_list_omitted"},
                                      {"service_list", ServiceFields()},
                                      {"node_list", NodeFields()},
                                      {"announcement_list", AnnouncementFields()}};
  static constexpr WantedField kFullPool[] = {{"addresses_omitted"}};
  static const Fields kFullFields(kFullPool, kFull);
  static const Fields kBoundedFields(BoundedPoolFields(), BoundedClusterFields());
  return full ? kFullFields.cluster : kBoundedFields.cluster;
}

bool OmitsEntries(const Value& value) {
  if (HasOmitted(value)) return true;
  const Value* const pools = value.Find("pools");
  const auto* const list = pools == nullptr ? nullptr : std::get_if<Value::List>(&pools->data);
  return list != nullptr && std::any_of(list->begin(), list->end(), HasOmitted);
}

Result<fleet::ClusterView> ReadCluster(const Value& value, bool full, const LastSnapshot& last) {
  auto cluster = ReadView(value, full, last);
  if (cluster) return cluster;
  return tl::unexpected(WithCluster(value, cluster.error()));
}

Error WithCluster(const Value& value, const Error& error) {
  const Value* const name = value.Find("cluster");
  const auto* const text = name == nullptr ? nullptr : std::get_if<std::string>(&name->data);
  return error.Within(text == nullptr ? "a cluster"
                                      : "cluster \"" + std::string(text::Excerpt(*text)) + '"');
}

std::optional<fleet::ClusterView> UnreadCluster(const Value& value, const Error& error) {
  FieldReader reader(value);
  fleet::ClusterView cluster;
  if (!ReadClusterNames(reader, cluster)) return std::nullopt;
  cluster.record.polls = 1;
  cluster.record.last_error = error;
  return cluster;
}

}  // namespace exporter::remote
