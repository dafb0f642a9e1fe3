#include "tests/support/faulty_cluster.h"

#include <utility>

#include "exporter/kubernetes/api_client.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/faults.h"

namespace exporter::tests {
namespace {

using standin::Delivery;
using standin::Reply;
using standin::StatusReply;

constexpr int kDeep = 100'000;

Reply WithRetryAfter(Reply reply) {
  reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

std::string PoolList(const std::string& items) {
  return R"({"kind":"IPAddressPoolList","metadata":{},"items":)" + items + "}";
}

Reply WrongTypes() {
  return {.body = PoolList(R"([{"metadata":{"name":"web"},"spec":{"addresses":"10.0.0.0/24"}}])")};
}

Reply Deep() {
  return {.body =
              PoolList("[{\"spec\":" + std::string(kDeep, '[') + std::string(kDeep, ']') + "}]")};
}

Reply Huge() { return {.body = std::string(kubernetes::ApiClient::kMaxBodyBytes + 1, ' ')}; }

// Returns the first page of the pools, then 410 for its continue token.
std::optional<Reply> ExpireList(const standin::Request& request) {
  if (request.path != kPoolsPath || request.Query("limit").empty()) return std::nullopt;
  if (!request.Query("continue").empty()) {
    return StatusReply(410, "Expired", "The provided continue parameter is too old");
  }
  return Reply{.body = R"({"kind":"IPAddressPoolList","metadata":{"continue":"next"},"items":[]})"};
}

}  // namespace

FaultyCluster::FaultyCluster(const std::string& name)
    : name_(name),
      authority_(MakeAuthority("authority of " + name)),
      server_({.uid = "uid-" + name,
               .certificate = MakeLoopbackServer(authority_),
               .tokens = {"token-of-" + name}}),
      wire_(server_.port()) {
  server_.state().Put(standin::kPools, standin::MakePool("web", {"192.168.1.10-192.168.1.49"}));
  server_.state().Put(standin::kServices,
                      standin::MakeService("shop", "web", {.addresses = {"192.168.1.10"}}));
}

void FaultyCluster::AnswerAll(const Reply& reply) {
  server_.Intercept([reply](const standin::Request&) { return reply; });
}

void FaultyCluster::Answer(const std::string& path, const Reply& reply) {
  server_.Intercept([path, reply](const standin::Request& request) {
    return request.path == path ? std::optional(reply) : std::nullopt;
  });
}

void FaultyCluster::Intercept(standin::ApiServer::Interceptor interceptor) {
  server_.Intercept(std::move(interceptor));
}

void FaultyCluster::BeImpersonated(const Subject& subject, bool by_our_authority) {
  impostor_ = std::make_unique<standin::ApiServer>(standin::ServerOptions{
      .certificate = by_our_authority ? MakeSigned(subject, authority_) : MakeSelfSigned(subject)});
  wire_.Set(impostor_->port(), Wire::Fault::kNone);
}

void FaultyCluster::Repair() {
  server_.Intercept({});
  server_.SetTokens({token()});
  server_.SetForbiddenPaths({});
  server_.api().SetMetallb(true);
  wire_.Set(server_.port(), Wire::Fault::kNone);
  impostor_.reset();
}

std::string WriteKubeconfig(const std::vector<std::unique_ptr<FaultyCluster>>& clusters,
                            const TemporaryFolder& folder) {
  std::string servers = "clusters:\n";
  std::string users = "users:\n";
  std::string contexts = "contexts:\n";
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    const std::string name = "c" + std::to_string(i);
    folder.Write(name + ".crt", clusters[i]->CaPem());
    servers += "- {name: " + name +
               ", cluster: {server: 'https://127.0.0.1:" + std::to_string(clusters[i]->port()) +
               "', certificate-authority: " + name + ".crt}}\n";
    users += "- {name: " + name + ", user: {token: " + clusters[i]->token() + "}}\n";
    contexts += "- {name: " + name + ", context: {cluster: " + name + ", user: " + name + "}}\n";
  }
  return folder.Write("kubeconfig", servers + users + contexts);
}

std::vector<ClusterFault> ClusterFaults() {
  using Cluster = FaultyCluster;
  const auto on_wire = [](Wire::Fault fault) {
    return [fault](Cluster& cluster) { cluster.Break(fault); };
  };
  const auto on_all = [](const Reply& reply) {
    return [reply](Cluster& cluster) { cluster.AnswerAll(reply); };
  };
  const auto on_services = [](const Reply& reply) {
    return [reply](Cluster& cluster) { cluster.Answer(kServicesPath, reply); };
  };
  const auto on_pools = [](const Reply& reply) {
    return [reply](Cluster& cluster) { cluster.Answer(kPoolsPath, reply); };
  };
  const auto on_peers = [](const Reply& reply) {
    return [reply](Cluster& cluster) { cluster.Answer(kPeersPath, reply); };
  };
  const auto certificate = [](const Subject& subject, bool ours) {
    return [=](Cluster& cluster) { cluster.BeImpersonated(subject, ours); };
  };
  const Reply list = {.body = PoolList("[]")};
  return {
      {"Refused", "unreachable", "refused", on_wire(Wire::Fault::kRefused)},
      {"Reset", "unreachable", "reset", on_wire(Wire::Fault::kReset)},
      // The request is sent once more on a new connection.
      {"ResetLater", "", "", on_wire(Wire::Fault::kResetLater)},
      {"Noise", "tls", "", on_wire(Wire::Fault::kNoise)},
      {"SilentWire", "timeout", "", on_wire(Wire::Fault::kSilent), true},
      {"HangsBeforeTheAnswer", "timeout", "", on_services(Delivered(list, Delivery::kHang)), true},
      {"HangsInTheBody", "timeout", "", on_pools(Delivered(list, Delivery::kHangInBody)), true},
      {"Drips", "timeout", "",
       on_pools(Delivered({.body = PoolList("[]" + std::string(100'000, ' '))}, Delivery::kDrip)),
       true},
      {"CutBody", "protocol", "", on_pools(Delivered(list, Delivery::kCut))},
      {"CutJson", "protocol", "", on_pools({.body = PoolList("[{\"metadata\":{")})},
      {"WrongContentType", "protocol", "text/html",
       on_pools({.content_type = "text/html", .body = list.body})},
      {"LoginPage", "protocol", "", on_all(LoginPage())},
      {"Redirect", "protocol", "", on_all(RedirectTo("https://login.example.com/"))},
      {"Unauthorized", "unauthorized", "401", [](Cluster& cluster) { cluster.RefuseToken(); }},
      {"Forbidden", "forbidden", "403", [](Cluster& cluster) { cluster.Forbid(kServicesPath); }},
      {"WithoutTheCrd", "no_metallb", "", [](Cluster& cluster) { cluster.RemoveMetallb(); }},
      {"Conflict", "protocol", "409", on_pools(StatusReply(409, "Conflict", "no"))},
      {"GoneAtOnce", "protocol", "410", on_pools(StatusReply(410, "Expired", "too old"))},
      {"GoneInMidList", "protocol", "the list expired",
       [](Cluster& cluster) { cluster.Intercept(&ExpireList); }},
      {"TooManyRequests", "throttled", "429",
       on_pools(WithRetryAfter(StatusReply(429, "TooManyRequests", "later")))},
      {"Unavailable", "unreachable", "503",
       on_pools(WithRetryAfter(StatusReply(503, "ServiceUnavailable", "later")))},
      {"ServerError", "unreachable", "500", on_pools(StatusReply(500, "InternalError", "etcd"))},
      {"EndlessList", "timeout", "",
       // Slow pages: a fast machine reads 10,000 pages, the maximum, in two seconds.
       [](Cluster& cluster) {
         cluster.Intercept([list = EndlessList(kPoolsPath, "IPAddressPoolList", false)](
                               const standin::Request& request) {
           auto page = list(request);
           if (page) page->delivery = Delivery::kDrip;
           return page;
         });
       },
       true},
      {"RepeatedToken", "protocol", "",
       [](Cluster& cluster) {
         cluster.Intercept(EndlessList(kPoolsPath, "IPAddressPoolList", true));
       }},
      // Made when it is needed: every test of the program evaluates this list.
      {"HugePage", "protocol", "64 MiB",
       [](Cluster& cluster) { cluster.Answer(kPoolsPath, Huge()); }},
      {"DeepJson", "protocol", "", on_pools(Deep())},
      {"WrongTypes", "protocol", "addresses", on_pools(WrongTypes())},
      {"PeersFail", "", "", on_peers(StatusReply(500, "InternalError", "conversion webhook"))},
      {"PeersHang", "", "", on_peers(Delivered({.body = "{}"}, Delivery::kHang)), true},
      {"NullItems", "", "",
       on_services({.body = R"({"kind":"ServiceList","metadata":{},"items":null})"})},
      {"NoItems", "protocol", "items",
       on_services({.body = R"({"kind":"ServiceList","metadata":{}})"})},
      {"ExpiredCertificate", "tls", "expired",
       certificate({.common_name = "old",
                    .ip_addresses = {"127.0.0.1"},
                    .valid_from_days = -9,
                    .valid_until_days = -2},
                   true)},
      {"SelfSignedCertificate", "tls", "is self-signed",
       certificate({.common_name = "stranger", .ip_addresses = {"127.0.0.1"}}, false)},
      {"CertificateOfAnotherName", "tls", "other.example.com",
       certificate({.common_name = "other", .dns_names = {"other.example.com"}}, true)},
  };
}

}  // namespace exporter::tests
