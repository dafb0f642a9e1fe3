#include "exporter/standin/faults.h"

#include <atomic>
#include <memory>
#include <optional>

namespace exporter::standin {

Reply LoginPage() {
  return {.content_type = "text/html", .body = "<!DOCTYPE html><html><body>Log in</body></html>"};
}

Reply RedirectTo(const std::string& url) {
  return {.status = 302,
          .content_type = "text/html",
          .body = "<a>Found</a>",
          .headers = {{"Location", url}}};
}

Reply Delivered(Reply reply, Delivery delivery) {
  reply.delivery = delivery;
  return reply;
}

ApiServer::Interceptor EndlessList(const std::string& path, const std::string& kind,
                                   bool same_token) {
  const auto pages = std::make_shared<std::atomic<int>>(0);
  return [=](const Request& request) -> std::optional<Reply> {
    if (request.path != path) return std::nullopt;
    const std::string token = same_token ? "again" : std::to_string(++*pages);
    return Reply{.body = R"({"kind":")" + kind + R"(","metadata":{"continue":")" + token +
                         R"("},"items":[]})"};
  };
}

}  // namespace exporter::standin
