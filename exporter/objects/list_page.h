// Reads one page of a Kubernetes list.
//
// Each item is passed on and dropped before the next item is read. Pure.
// Source: Kubernetes API conventions, "Lists"; k8s.io/apimachinery ListMeta.

#ifndef EXPORTER_OBJECTS_LIST_PAGE_H_
#define EXPORTER_OBJECTS_LIST_PAGE_H_

#include <span>
#include <string>
#include <string_view>

#include "exporter/objects/json_reader.h"
#include "exporter/result/result.h"

namespace exporter::objects {

// Reads one page of a list of that kind ("ServiceList") and returns its continue token, which is
// empty on the last page. `items` may be null, which is an empty list.
//
// Errors: those of ReadObject; kProtocol for another kind, missing `items`, `items` that is not a
// list, a continue token that is not a string of at most 64 KiB. After an error, discard the items
// that were passed to `handler`.
Result<std::string> ReadListPage(std::string_view json, std::string_view kind,
                                 std::span<const WantedField> wanted, const ItemHandler& handler);

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_LIST_PAGE_H_
