#include "exporter/app/served_page.h"

#include "exporter/app/version.h"
#include "exporter/report/page.h"

namespace exporter::app {

web::Response ServedPage::Answer(const std::shared_ptr<const Publication>& publication,
                                 const web::Request& request,
                                 std::chrono::system_clock::time_point now) {
  const auto text = Text(publication, now);
  web::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Content-Security-Policy", report::PagePolicy()},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cache-Control", "no-store"}};
  text->GiveTo(request, response);
  return response;
}

std::shared_ptr<const ServedText> ServedPage::Text(
    const std::shared_ptr<const Publication>& publication,
    std::chrono::system_clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  // Ages are in seconds, and so is what the page says.
  if (text_ == nullptr || second_ != second) {
    text_ = std::make_shared<const ServedText>(
        report::RenderPage(publication->fleet, *publication->facts, *publication->policy,
                           {.version = Version(), .telemetry_path = telemetry_path_, .now = now}));
    second_ = second;
  }
  return text_;
}

}  // namespace exporter::app
