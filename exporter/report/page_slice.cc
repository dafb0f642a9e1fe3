#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <span>
#include <string_view>
#include <system_error>

#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"

namespace exporter::report {
namespace {

constexpr std::size_t kMaxRows = 100;

std::size_t CountPools(std::span<const fleet::ClusterView* const> clusters) {
  std::size_t count = 0;
  for (const fleet::ClusterView* const each : clusters) {
    if (each->snapshot != nullptr) count += each->snapshot->pools().size();
  }
  return count;
}

std::string PageLink(std::size_t page, ClusterOrder order, std::string_view words) {
  const std::string_view sort = order == ClusterOrder::kName          ? "&amp;sort=name"
                                : order == ClusterOrder::kUtilization ? "&amp;sort=utilization"
                                                                      : "";
  return fmt::format(R"( <a href="./?page={}{}">{}</a>)", page, sort, words);
}

}  // namespace

std::size_t ParsePageNumber(std::string_view text) {
  std::size_t page = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, page);
  return error != std::errc() || stop != end || page == 0 ? 1 : page;
}

ClusterSlice SliceOf(const std::vector<const fleet::ClusterView*>& sorted, std::size_t page) {
  const std::size_t last = sorted.empty() ? 0 : (sorted.size() - 1) / kMaxRows;
  ClusterSlice slice;
  slice.first = kMaxRows * std::min(page == 0 ? 0 : page - 1, last);
  slice.total = sorted.size();
  const auto shown =
      std::span(sorted).subspan(slice.first, std::min(kMaxRows, sorted.size() - slice.first));
  slice.clusters.assign(shown.begin(), shown.end());
  slice.pools_elsewhere = CountPools(sorted) - CountPools(shown);
  return slice;
}

std::string PagerHtml(const ClusterSlice& slice, ClusterOrder order) {
  if (slice.total == slice.clusters.size()) return "";
  const std::size_t page = slice.first / kMaxRows + 1;
  const std::size_t end = slice.first + slice.clusters.size();
  const auto size = [](std::size_t count) { return SizeHtml(addresses::AddressCount(count)); };
  return fmt::format("<p class=\"links pager\">Clusters {} to {} of {}{}{}</p>\n",
                     size(slice.first + 1), size(end), size(slice.total),
                     slice.first == 0 ? "" : PageLink(page - 1, order, "previous"),
                     end == slice.total ? "" : PageLink(page + 1, order, "next"));
}

}  // namespace exporter::report
