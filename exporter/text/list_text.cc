#include "exporter/text/list_text.h"

namespace exporter::text {

std::string Count(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + ' ' + std::string(count == 1 ? one : many);
}

std::string AndMore(std::size_t count) {
  return count == 0 ? std::string() : " and " + std::to_string(count) + " more";
}

std::string List(const std::vector<std::string>& items, std::size_t more) {
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "" : ", ") + item;
  return list + AndMore(more);
}

}  // namespace exporter::text
