#include "exporter/app/served_json.h"

#include "exporter/report/fleet_json.h"

namespace exporter::app {

web::Response ServedJson::Answer(const std::shared_ptr<const Publication>& publication,
                                 const web::Request& request) {
  const auto text = Text(publication);
  web::Response response;
  response.content_type = "application/json";
  response.headers = {{"Cache-Control", "no-store"}};
  text->GiveTo(request, response);
  return response;
}

std::shared_ptr<const ServedText> ServedJson::Text(
    const std::shared_ptr<const Publication>& publication) {
  const std::scoped_lock lock(mutex_);
  if (rendered_.lock() != publication) {
    text_ = std::make_shared<const ServedText>(
        report::RenderJson(publication->fleet, *publication->facts, *publication->policy, {}));
    rendered_ = publication;
  }
  return text_;
}

}  // namespace exporter::app
