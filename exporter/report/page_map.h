// An address map as an SVG drawing, with attributes from which the script describes each cell.
// Pure.

#ifndef EXPORTER_REPORT_PAGE_MAP_H_
#define EXPORTER_REPORT_PAGE_MAP_H_

#include <string>

#include "exporter/report/address_map.h"

namespace exporter::report {

// An <svg>, colored by the page's style. Attributes: data-bits (as AddressMap::block_bits),
// data-blocks ("192.0.2.10*3 192.0.2.20*1": first addresses of runs of cells, and their lengths)
// and data-cells ("h2f1x1": runs of states). Empty if the map has no cells.
std::string MapHtml(const AddressMap& map);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_MAP_H_
