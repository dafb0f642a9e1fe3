// Opens TCP sockets on 127.0.0.1. The sockets are blocking, and are closed on exec.

#ifndef TESTS_SUPPORT_LOOPBACK_H_
#define TESTS_SUPPORT_LOOPBACK_H_

namespace exporter::tests {

// A connected descriptor, which the caller closes; -1 if no program listens on the port.
int ConnectToLoopback(int port);

// A listening descriptor, which the caller closes; -1 if the port is in use. Port 0: any free port.
int ListenOnLoopback(int port);

// The port of a descriptor from ListenOnLoopback.
int PortOf(int descriptor);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_LOOPBACK_H_
