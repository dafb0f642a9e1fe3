// TCP on 127.0.0.1, for what stands in for a network. Blocking; closed on exec.

#ifndef TESTS_SUPPORT_LOOPBACK_H_
#define TESTS_SUPPORT_LOOPBACK_H_

namespace exporter::tests {

// A descriptor that the caller closes; -1 where nobody listens on the port.
int ConnectToLoopback(int port);

// A listening descriptor that the caller closes, on that port, or any that is free for 0; -1 where
// the port is somebody else's.
int ListenOnLoopback(int port);

// The port that a descriptor of ListenOnLoopback has.
int PortOf(int descriptor);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_LOOPBACK_H_
