#include "exporter/addresses/buggy_addresses.h"

namespace exporter::addresses {

AddressCount CountBuggy(const AddressSet& set, Family family) {
  AddressCount count;
  for (const AddressRange& range : set.ranges()) {
    if (range.family() == family) count += CountBuggy(range);
  }
  return count;
}

}  // namespace exporter::addresses
