// One page of a Kubernetes list, read from JSON without building its values as a tree.
//
// A list of Services is mostly managedFields and status that nobody here counts. The page is read
// as a stream of events; of each item only the wanted fields are kept, handed on, and dropped. A
// number with a fraction or an exponent may come in a shorter text than it was written in.
// Pure; safe with any bytes, at any depth.
// Source: Kubernetes API conventions, "Lists"; k8s.io/apimachinery ListMeta.

#ifndef EXPORTER_OBJECTS_LIST_PAGE_H_
#define EXPORTER_OBJECTS_LIST_PAGE_H_

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::objects {

// The fields of an object that are wanted, by name; everything else is skipped. A field without
// wanted fields of its own is kept if it is a scalar or a list of scalars; of an object or a list
// that stands there against expectation only its type is kept. The elements of a list are read by
// the tree of the field that holds the list.
struct WantedField {
  std::string_view name;
  std::span<const WantedField> fields = {};
};

// Takes one item of the list; an error ends the reading.
using ItemHandler = std::function<Result<void>(const Value& item)>;

// Reads one page of a list of that kind ("ServiceList") and returns its continue token, which is
// empty on the last page. `items` may be null, which is an empty list.
//
// Errors, all kProtocol but those of `handler`: not JSON or cut short, no object, another kind, no
// `items`, `items` that is no list, an item that is no object. Items that stood before the fault
// have been handed on by then: drop what came of them.
Result<std::string> ReadListPage(std::string_view json, std::string_view kind,
                                 std::span<const WantedField> wanted, const ItemHandler& handler);

// Reads one object, keeping the wanted fields. Errors: kProtocol where it is not a JSON object.
Result<Value> ReadObject(std::string_view json, std::span<const WantedField> wanted);

}  // namespace exporter::objects

#endif  // EXPORTER_OBJECTS_LIST_PAGE_H_
