// Reads the network interfaces of this host. Needs no rights.

#ifndef EXPORTER_WIRE_INTERFACES_H_
#define EXPORTER_WIRE_INTERFACES_H_

#include <vector>

#include "exporter/result/result.h"
#include "exporter/scan/interface.h"

namespace exporter::wire {

// In the order of their numbers. Errors: kInternal if the kernel refuses the list.
Result<std::vector<scan::Interface>> ListInterfaces();

}  // namespace exporter::wire

#endif  // EXPORTER_WIRE_INTERFACES_H_
