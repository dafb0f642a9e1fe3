// The style and the script of the page. The build generates them from report/page/
// (page_assets.cc.in).

#ifndef EXPORTER_REPORT_PAGE_ASSETS_H_
#define EXPORTER_REPORT_PAGE_ASSETS_H_

#include <string_view>

namespace exporter::report {

extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;
extern const std::string_view kTableScript;  // of the table of all pools

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_ASSETS_H_
