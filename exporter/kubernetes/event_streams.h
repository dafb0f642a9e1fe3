// Several GET requests to one API server whose responses have no end, such as watches.
//
// The responses are read line by line while they arrive. All requests are driven by the thread that
// calls Wait. They share one connection if the server speaks HTTP/2, else each has its own. Does
// not interpret lines, and does not decide when a response is silent for too long. The address of
// the server and the credentials are those of the last request of the ApiClient.
//
// A stream that runs needs no descriptor but that of its connection. All streams together need two
// more. Used by one thread; any thread may request a stop.

#ifndef EXPORTER_KUBERNETES_EVENT_STREAMS_H_
#define EXPORTER_KUBERNETES_EVENT_STREAMS_H_

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/credentials/deadline.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/result/result.h"

namespace exporter::kubernetes {

class EventStreams {
 public:
  // An event is an object of etcd, which is at most 1.5 MiB, with some text around it.
  static constexpr std::size_t kMaxLineBytes = std::size_t{8} << 20;

  // `api` must outlive the streams. `count` is the number of streams, none of which is running.
  EventStreams(ApiClient& api, std::size_t count);
  ~EventStreams();
  EventStreams(const EventStreams&) = delete;
  EventStreams& operator=(const EventStreams&) = delete;

  // Starts a request. A stream that is running is closed first.
  // Errors: those of the credentials.
  Result<void> Open(std::size_t stream, std::string_view path_and_query,
                    const credentials::Deadline& deadline);
  void Close(std::size_t stream);
  // Closes all streams and connections, and frees all descriptors.
  void CloseAll();

  // Sends and receives. Returns after a stream has received something or has ended, or at the
  // deadline.
  void Wait(const credentials::Deadline& deadline);

  // True if the stream runs and its response has the status 200.
  bool IsOpen(std::size_t stream) const;
  // True if the response of a stream that runs is compressed, which the request did not permit.
  bool IsCompressed(std::size_t stream) const;
  // True if a stream that runs has received a part of a line.
  bool HasPartOfLine(std::size_t stream) const;
  // The bytes that a running stream has received, headers included; 0 if it does not run.
  std::uint64_t ReceivedBytes(std::size_t stream) const;
  // The complete lines of a response with the status 200 since the last call.
  // Errors: kProtocol for a line that is too long.
  Result<std::string> TakeLines(std::size_t stream);
  // A text that the server sent, without the credentials of the request, so that it can be shown.
  std::string Redacted(std::size_t stream, std::string_view text) const;
  // nullopt while the stream runs, and if it never ran. Once after it has ended by itself: the
  // response with the bytes that were not taken, or the error as of ApiClient::Get.
  std::optional<Result<Response>> TakeEnd(std::size_t stream);

 private:
  struct Stream;
  struct Driver;

  CURLM* Multi();
  std::uint64_t TotalBytes() const;
  // Moves streams that have ended out of the multi handle. True if there were any.
  bool CollectEnds();

  ApiClient& api_;
  std::unique_ptr<Driver> driver_;  // nullptr: no stream was opened since CloseAll
  std::vector<std::unique_ptr<Stream>> streams_;
};

}  // namespace exporter::kubernetes

#endif  // EXPORTER_KUBERNETES_EVENT_STREAMS_H_
