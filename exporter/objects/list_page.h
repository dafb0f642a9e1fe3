// Reads one page of a Kubernetes list.
//
// Each item is passed to a handler and discarded before the next item is read. Requesting pages is
// the task of kubernetes/. Pure.
// Source: Kubernetes API conventions, "Lists"; k8s.io/apimachinery ListMeta.

#ifndef EXPORTER_OBJECTS_LIST_PAGE_H_
#define EXPORTER_OBJECTS_LIST_PAGE_H_

#include <span>
#include <string>
#include <string_view>

#include "exporter/objects/json_reader.h"
#include "exporter/result/result.h"

namespace exporter::objects {

// The metadata of a page.
struct ListPageMetadata {
  std::string continue_token;    // empty on the last page
  std::string resource_version;  // from which the list can be watched; empty if the page has none
};

// Reads one page of a list of `kind` ("ServiceList"). If `items` is null, the list is empty.
//
// Errors: the errors of ReadObject, and kProtocol for:
// - another kind;
// - `items` that is missing or not a list;
// - a continue token or a resource version that is not a string of at most 64 KiB.
// After an error, the caller must discard the items that were passed to `handler`.
Result<ListPageMetadata> ReadListPage(std::string_view json, std::string_view kind,
                                      std::span<const WantedField> wanted,
                                      const ItemHandler& handler);

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_LIST_PAGE_H_
