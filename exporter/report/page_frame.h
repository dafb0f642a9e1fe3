// The frame of each page: the head, the header with the search, and the footer. Pure.

#ifndef EXPORTER_REPORT_PAGE_FRAME_H_
#define EXPORTER_REPORT_PAGE_FRAME_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "exporter/report/page.h"

namespace exporter::report {

struct PageContent {
  std::string title = "MetalLB pools";
  std::string_view query = {};  // in the search box
  std::string answer = {};      // below the search box
  std::string main;             // the element <main>
  std::string_view script = {};
};

std::string FrameHtml(const PageContent& content, const PageFrame& frame);

// The beginning of a <main> that the script refreshes. `pools_elsewhere` is the number of pools of
// clusters that are not on the page.
std::string MainHtml(std::size_t pools_elsewhere, const PageFrame& frame);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_FRAME_H_
