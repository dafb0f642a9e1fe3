// TCP on 127.0.0.1, for what stands in for a network. Blocking; closed on exec.

#ifndef EXPORTER_STANDIN_LOOPBACK_H_
#define EXPORTER_STANDIN_LOOPBACK_H_

namespace exporter::standin {

// A descriptor that the caller closes; -1 where nobody listens on the port.
int ConnectToLoopback(int port);

// A listening descriptor that the caller closes, on that port, or any that is free for 0; -1 where
// the port is somebody else's.
int ListenOnLoopback(int port);

// The port that a descriptor of ListenOnLoopback has.
int PortOf(int descriptor);

}  // namespace exporter::standin

#endif  // EXPORTER_STANDIN_LOOPBACK_H_
