#include "tests/sites/thanos.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdlib>
#include <stdexcept>

namespace exporter::tests {
namespace {

Arguments ArgumentsOf(const std::string& part, const Arguments& flags) {
  const char* const program = std::getenv("THANOS");
  if (program == nullptr) throw std::runtime_error("$THANOS is not set; use make e2e-sites");
  Arguments arguments = {program, part, "--http-address=127.0.0.1:0", "--grpc-address=127.0.0.2:0"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return arguments;
}

}  // namespace

ThanosPart::ThanosPart(const std::string& part, const Arguments& flags)
    : Server(ArgumentsOf(part, flags), "/-/ready") {}

Thanos::Thanos(const Sites& sites) {
  for (const Site* const site : {&sites.east, &sites.west}) {
    for (std::size_t i = 0; i < site->prometheus().size(); ++i) {
      sidecars_.push_back(std::make_unique<ThanosPart>(
          "sidecar", Arguments{"--prometheus.url=" + site->prometheus()[i]->Url(),
                               "--tsdb.path=" + site->DataOf(static_cast<int>(i))}));
      AddEndpoint(sidecars_.back()->GrpcAddress());
    }
  }
}

std::unique_ptr<ThanosPart> Thanos::StartRuler(const std::string& rules) {
  auto ruler = std::make_unique<ThanosPart>(
      "rule", Arguments{"--data-dir=" + folder_.path() + "/ruler",
                        "--rule-file=" + folder_.Write("rules.yml", rules), "--label=ruler=\"0\"",
                        "--query=" + query_.address()});
  AddEndpoint(ruler->GrpcAddress());
  return ruler;
}

void Thanos::AddEndpoint(const std::string& address) {
  endpoints_ += fmt::format("- address: {}\n", address);
  folder_.Write("endpoints.yml", endpoints_);
}

}  // namespace exporter::tests
