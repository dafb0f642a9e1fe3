// Rebuilds the objects of a cluster from the JSON of another exporter: elements of `pools`,
// `service_list`, `node_list`, `announcement_list` and `local_asns`. Pure.
//
// Errors: kProtocol. The functions ending in Fields return the fields that are read.

#ifndef EXPORTER_REMOTE_OBJECT_READER_H_
#define EXPORTER_REMOTE_OBJECT_READER_H_

#include <cstdint>
#include <span>

#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/l2_status.h"
#include "exporter/metallb/node.h"
#include "exporter/metallb/service.h"
#include "exporter/objects/value.h"
#include "exporter/objects/wanted_field.h"
#include "exporter/result/result.h"

namespace exporter::remote {

std::span<const objects::WantedField> PoolFields();
Result<metallb::AddressPool> ReadPool(const objects::Value& value);

std::span<const objects::WantedField> ServiceFields();
Result<metallb::Service> ReadService(const objects::Value& value);

std::span<const objects::WantedField> NodeFields();
Result<metallb::Node> ReadNode(const objects::Value& value);

std::span<const objects::WantedField> AnnouncementFields();
Result<metallb::L2Announcement> ReadAnnouncement(const objects::Value& value);

Result<std::uint32_t> ReadAsn(const objects::Value& value);

}  // namespace exporter::remote

#endif  // EXPORTER_REMOTE_OBJECT_READER_H_
