#include "tests/support/faults.h"

#include <atomic>
#include <memory>
#include <optional>

namespace exporter::tests {

standin::Reply LoginPage() {
  return {.content_type = "text/html", .body = "<!DOCTYPE html><html><body>Log in</body></html>"};
}

standin::Reply RedirectTo(const std::string& url) {
  return {.status = 302,
          .content_type = "text/html",
          .body = "<a>Found</a>",
          .headers = {{"Location", url}}};
}

standin::Reply Delivered(standin::Reply reply, standin::Delivery delivery) {
  reply.delivery = delivery;
  return reply;
}

standin::ApiServer::Interceptor EndlessList(const std::string& path, const std::string& kind,
                                            bool same_token) {
  const auto pages = std::make_shared<std::atomic<int>>(0);
  return [=](const standin::Request& request) -> std::optional<standin::Reply> {
    if (request.path != path) return std::nullopt;
    const std::string token = same_token ? "again" : std::to_string(++*pages);
    return standin::Reply{.body = R"({"kind":")" + kind + R"(","metadata":{"continue":")" + token +
                                  R"("},"items":[]})"};
  };
}

}  // namespace exporter::tests
