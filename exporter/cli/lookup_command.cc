#include "exporter/cli/lookup_command.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "exporter/app/exit_status.h"
#include "exporter/app/routes.h"
#include "exporter/app/version.h"
#include "exporter/cli/standard_output.h"
#include "exporter/credentials/url.h"
#include "exporter/fleet/lookup.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/json_reader.h"
#include "exporter/report/lookup_json.h"
#include "exporter/report/lookup_text.h"
#include "exporter/result/result.h"
#include "exporter/sources/remote_exporter.h"
#include "exporter/text/visible_text.h"

namespace exporter::cli {
namespace {

constexpr int kExitNotFound = 1;
constexpr std::string_view kNoAnswer = "not an answer of metallb-pool-exporter";
constexpr int kExitNotSure = 3;  // as kExitNotFound, but not every cluster could be read

// The answer about one address.
struct Answer {
  std::string sentence;
  std::string json;
  bool found = false;
  bool complete = true;  // every cluster was read
};

int StatusOf(const Answer& answer) {
  if (answer.found) return app::kExitSuccess;
  return answer.complete ? kExitNotFound : kExitNotSure;
}

int Print(const std::vector<Answer>& answers, bool json) {
  int status = app::kExitSuccess;
  std::string text = json ? "[\n" : "";
  for (std::size_t i = 0; i < answers.size(); ++i) {
    status = std::max(status, StatusOf(answers[i]));
    if (json) {
      text += (i == 0 ? "" : ",\n") + answers[i].json.substr(0, answers[i].json.rfind('}') + 1);
    } else {
      text += text::Visible(answers[i].sentence) + '\n';
    }
  }
  return WriteOutput(json ? text + "\n]\n" : text, status, kExitNotSure);
}

Result<Answer> ParseAnswer(const std::string& body) {
  static constexpr objects::WantedField kUnread[] = {{"cluster"}};
  static constexpr objects::WantedField kFields[] = {{"sentence"}, {"found"}, {"unread", kUnread}};
  const auto object = objects::ReadObject(body, kFields);
  if (!object) return tl::unexpected(object.error().Within(kNoAnswer));
  objects::FieldReader reader(*object);
  Answer answer{.sentence = reader.String("sentence"),
                .json = body,
                .found = reader.Bool("found", false),
                .complete = reader.Objects("unread").empty()};
  if (reader.error()) return tl::unexpected(reader.error()->Within(kNoAnswer));
  if (!answer.sentence.empty()) return answer;
  return Fail(ErrorKind::kProtocol, kNoAnswer);
}

}  // namespace

int RunLookup(const LookupOptions& options, const fleet::FleetView& fleet,
              const fleet::FleetPolicy& policy) {
  std::vector<Answer> answers;
  for (const addresses::IpAddress& address : options.addresses) {
    const fleet::AddressAnswer answer = fleet::LookUp(fleet, policy, address);
    answers.push_back({.sentence = report::LookupSentence(answer).Plain(),
                       .json = report::RenderLookupJson(answer),
                       .found = answer.IsFound(),
                       .complete = answer.unread.empty()});
  }
  return Print(answers, options.json);
}

int RunRemoteLookup(const LookupOptions& options) {
  constexpr std::chrono::seconds kTimeout{10};
  const auto access = sources::RemoteExporter::ParseUrl(options.url);
  if (!access) {
    PrintError("--url " + access.error().message);
    return app::kExitUsage;
  }
  sources::RemoteExporter exporter(*access, app::UserAgent());
  std::vector<Answer> answers;
  for (const addresses::IpAddress& address : options.addresses) {
    const std::string path = std::string(app::kLookupPath) +
                             "?address=" + credentials::PercentEncode(address.ToString());
    const auto json = exporter.GetJson(path, {.at = std::chrono::steady_clock::now() + kTimeout});
    auto answer = json ? ParseAnswer(*json) : tl::unexpected(json.error());
    if (!answer) {
      PrintError(answer.error().message);
      return kExitNotSure;
    }
    answers.push_back(*std::move(answer));
  }
  return Print(answers, options.json);
}

}  // namespace exporter::cli
