// Rebuilds one cluster from an element of `clusters` in the JSON of another exporter. Pure.

#ifndef EXPORTER_REMOTE_CLUSTER_READER_H_
#define EXPORTER_REMOTE_CLUSTER_READER_H_

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "exporter/fleet/cluster_view.h"
#include "exporter/objects/value.h"
#include "exporter/objects/wanted_field.h"
#include "exporter/result/result.h"

namespace exporter::remote {

// The fields that ReadCluster reads. `full`: of the full JSON, which lists the Services.
std::span<const objects::WantedField> ClusterFields(bool full);

// Returns the last snapshot of the cluster with this name; nullptr if there is none.
using LastSnapshot =
    std::function<std::shared_ptr<const fleet::ClusterSnapshot>(std::string_view cluster)>;

// A cluster whose objects are those of its last snapshot has that snapshot again.
// Errors: kProtocol, with the name of the cluster.
Result<fleet::ClusterView> ReadCluster(const objects::Value& value, bool full,
                                       const LastSnapshot& last);

// The error with the name of the cluster.
Error WithCluster(const objects::Value& value, const Error& error);

// The element of a cluster that ReadCluster cannot read: a cluster whose last poll failed with
// `error`, without data. nullopt if its name or network is unknown.
std::optional<fleet::ClusterView> UnreadCluster(const objects::Value& value, const Error& error);

// True if the element or the document says that one of its lists is truncated.
bool OmitsEntries(const objects::Value& value);

}  // namespace exporter::remote

#endif  // EXPORTER_REMOTE_CLUSTER_READER_H_
