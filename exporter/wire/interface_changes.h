// Notices that an interface has changed since it was listed: it is down, or lost the hardware
// address or an IP address from which a scan asks. To ask from an address that another host has now
// would put wrong entries into the tables of other hosts.
//
// Listens to the kernel (rtnetlink). Needs no rights. Not thread-safe.

#ifndef EXPORTER_WIRE_INTERFACE_CHANGES_H_
#define EXPORTER_WIRE_INTERFACE_CHANGES_H_

#include <utility>

#include "exporter/result/result.h"
#include "exporter/scan/interface.h"

namespace exporter::wire {

class InterfaceChanges {
 public:
  // Errors: kInternal if the kernel refuses the socket.
  static Result<InterfaceChanges> Open(scan::Interface interface);

  ~InterfaceChanges();
  InterfaceChanges(InterfaceChanges&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        interface_(std::move(other.interface_)) {}
  InterfaceChanges(const InterfaceChanges&) = delete;
  InterfaceChanges& operator=(const InterfaceChanges&) = delete;
  InterfaceChanges& operator=(InterfaceChanges&&) = delete;

  // Readable if something may have changed.
  int descriptor() const { return descriptor_; }

  // Reads the messages of the kernel. Errors: kUnreachable if the interface has changed as above.
  Result<void> Check();

 private:
  InterfaceChanges(int descriptor, scan::Interface interface)
      : descriptor_(descriptor), interface_(std::move(interface)) {}

  int descriptor_;
  scan::Interface interface_;
};

}  // namespace exporter::wire

#endif  // EXPORTER_WIRE_INTERFACE_CHANGES_H_
