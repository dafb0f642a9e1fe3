#include "exporter/kubernetes/event_streams.h"

#include <algorithm>
#include <new>
#include <stop_token>
#include <utility>

#include "exporter/credentials/redact.h"
#include "exporter/kubernetes/http_status.h"
#include "exporter/kubernetes/transfer.h"

namespace exporter::kubernetes {
namespace {

// Few responses are searched: a short one cannot have such a line.
bool HasLongLine(std::string_view received) {
  while (received.size() > EventStreams::kMaxLineBytes) {
    const std::size_t end = received.find('\n');
    if (std::min(end, received.size()) > EventStreams::kMaxLineBytes) return true;
    received.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

// Owns the multi handle, which must outlive the transfers on it.
struct EventStreams::Driver {
  struct Release {
    void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
  };

  Driver() : multi(curl_multi_init()) {
    if (multi == nullptr) throw std::bad_alloc();
    // A handle that got no descriptor cannot be woken.
    if (curl_multi_wakeup(multi.get()) != CURLM_OK) max_wait = std::chrono::seconds(1);
  }

  // Reads what has arrived, up to a limit. libcurl reads one buffer of each stream at a time.
  template <typename Count>
  void Perform(const Count& received_bytes) const {
    constexpr int kMaxReads = 64;
    for (int reads = 0; reads < kMaxReads; ++reads) {
      const std::uint64_t before = received_bytes();
      int running = 0;
      curl_multi_perform(multi.get(), &running);
      if (received_bytes() == before) return;
    }
  }

  std::unique_ptr<CURLM, Release> multi;
  std::chrono::milliseconds max_wait = std::chrono::hours(1);
};

struct EventStreams::Stream {
  bool running = false;
  std::unique_ptr<ApiClient::Transfer> transfer;
  std::vector<std::string> secrets;
  std::optional<Result<Response>> end;
};

EventStreams::EventStreams(ApiClient& api, std::size_t count) : api_(api) {
  for (std::size_t i = 0; i < count; ++i) streams_.push_back(std::make_unique<Stream>());
}

EventStreams::~EventStreams() { CloseAll(); }

CURLM* EventStreams::Multi() {
  if (driver_ == nullptr) driver_ = std::make_unique<Driver>();
  return driver_->multi.get();
}

Result<void> EventStreams::Open(std::size_t stream, std::string_view path_and_query,
                                const credentials::Deadline& deadline) {
  Close(stream);
  Stream& opened = *streams_.at(stream);
  auto request = api_.Prepare(path_and_query, deadline);
  if (!request) return tl::unexpected(request.error());
  if (opened.transfer == nullptr || opened.transfer->certificate() != request->certificate) {
    opened.transfer = api_.NewTransfer(request->certificate);
  }
  opened.secrets = std::move(request->secrets);
  opened.transfer->Begin(Multi(), request->url, request->headers, request->address);
  opened.running = true;
  return {};
}

void EventStreams::Close(std::size_t stream) {
  Stream& closed = *streams_.at(stream);
  closed.end.reset();
  if (std::exchange(closed.running, false)) closed.transfer->Abort(driver_->multi.get());
}

void EventStreams::CloseAll() {
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    Close(i);
    streams_[i]->transfer.reset();
  }
  driver_.reset();
}

void EventStreams::Wait(const credentials::Deadline& deadline) {
  CURLM* const multi = Multi();
  const std::stop_callback wake(deadline.stop, [multi] { curl_multi_wakeup(multi); });
  const std::uint64_t before = TotalBytes();
  while (!deadline.stop.stop_requested()) {
    driver_->Perform([this] { return TotalBytes(); });
    const bool ended = CollectEnds();
    if (ended || TotalBytes() != before) return;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        deadline.at - std::chrono::steady_clock::now());
    if (left.count() <= 0) return;
    curl_multi_poll(multi, nullptr, 0, static_cast<int>(std::min(left, driver_->max_wait).count()),
                    nullptr);
  }
}

bool EventStreams::CollectEnds() {
  CURLM* const multi = driver_->multi.get();
  bool any = false;
  int queued = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi, &queued)) {
    const auto ended = std::find_if(streams_.begin(), streams_.end(), [&](const auto& stream) {
      return stream->running && stream->transfer->handle() == message->easy_handle;
    });
    const CURLcode code = message->data.result;
    if (ended == streams_.end()) continue;
    Stream& stream = **ended;
    stream.running = false;
    stream.end = stream.transfer->End(multi, code);
    if (*stream.end) (*stream.end)->secrets = stream.secrets;
    any = true;
  }
  return any;
}

bool EventStreams::IsOpen(std::size_t stream) const {
  const Stream& asked = *streams_.at(stream);
  return asked.running && asked.transfer->ResponseStatus() == kOk;
}

bool EventStreams::IsCompressed(std::size_t stream) const {
  if (!IsOpen(stream)) return false;
  const std::string encoding = streams_[stream]->transfer->Header("Content-Encoding");
  return !encoding.empty() && encoding != "identity";
}

bool EventStreams::HasPartOfLine(std::size_t stream) const {
  return IsOpen(stream) && !streams_[stream]->transfer->body().empty();
}

std::uint64_t EventStreams::ReceivedBytes(std::size_t stream) const {
  const Stream& asked = *streams_.at(stream);
  return asked.running ? asked.transfer->received_bytes() : 0;
}

std::uint64_t EventStreams::TotalBytes() const {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < streams_.size(); ++i) total += ReceivedBytes(i);
  return total;
}

Result<std::string> EventStreams::TakeLines(std::size_t stream) {
  Stream& asked = *streams_.at(stream);
  const bool has_response = asked.end && *asked.end && (*asked.end)->status == kOk;
  if (!IsOpen(stream) && !has_response) return std::string();
  std::string& received = has_response ? (*asked.end)->body : asked.transfer->body();
  const std::size_t end = received.rfind('\n') + 1;  // 0 if there is none
  if (HasLongLine(received)) {
    return Fail(ErrorKind::kProtocol,
                "a line of more than " + std::to_string(kMaxLineBytes >> 20) + " MiB");
  }
  // The string is moved, so that no stream keeps the memory of a large event.
  if (end == received.size()) return std::exchange(received, std::string());
  std::string lines = received.substr(0, end);
  received.erase(0, end);
  return lines;
}

std::string EventStreams::Redacted(std::size_t stream, std::string_view text) const {
  return credentials::Redact(text, streams_[stream]->secrets);
}

std::optional<Result<Response>> EventStreams::TakeEnd(std::size_t stream) {
  return std::exchange(streams_.at(stream)->end, std::nullopt);
}

}  // namespace exporter::kubernetes
