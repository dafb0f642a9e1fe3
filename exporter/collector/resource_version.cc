#include "exporter/collector/resource_version.h"

namespace exporter::collector {
namespace {

bool IsVersion(std::string_view text) {
  return !text.empty() && text.front() != '0' &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool HasReached(std::string_view version, std::string_view other) {
  if (!IsVersion(version) || !IsVersion(other)) return false;
  if (version.size() != other.size()) return version.size() > other.size();
  return version >= other;
}

}  // namespace exporter::collector
