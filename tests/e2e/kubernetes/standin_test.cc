// The stand-in API server (tests/standin), which most tests use, compared with a real server. Both
// must return the same responses to the exporter's requests, and the same errors.

#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/e2e/kubernetes/metallb_cluster.h"
#include "tests/e2e/kubernetes/programs.h"
#include "tests/e2e/kubernetes/wait.h"
#include "tests/standin/api_server.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using nlohmann::json;

// Members whose values must be equal. The values of other members may differ.
const std::vector<std::string> kSameValues = {"kind", "apiVersion", "status", "reason", "code"};

// The object with the same name if the list has objects, else the first element.
const json& Counterpart(const json& ours, const json& list) {
  const json::json_pointer name("/metadata/name");
  const auto found = std::find_if(list.begin(), list.end(), [&](const json& one) {
    return ours.contains(name) && one.value(name, "") == ours.at(name);
  });
  return found == list.end() ? list.front() : *found;
}

// Fails if `ours` has a member that `real` lacks, or a member of another type. The values of
// kSameValues must be equal. Names of labels and annotations may differ.
void Compare(const json& ours, const json& real, const std::string& where) {
  ASSERT_EQ(ours.type_name(), std::string(real.type_name())) << where;
  if (ours.is_array() && !ours.empty()) {
    ASSERT_FALSE(real.empty()) << where;
    Compare(ours.front(), Counterpart(ours.front(), real), where + "[0]");
  }
  if (!ours.is_object() || where.ends_with(".labels") || where.ends_with(".annotations")) return;
  for (const auto& [name, value] : ours.items()) {
    const std::string member = where + '.' + name;
    ASSERT_TRUE(real.contains(name)) << member;
    Compare(value, real.at(name), member);
    const bool same = std::find(kSameValues.begin(), kSameValues.end(), name) != kSameValues.end();
    if (same && !value.is_structured()) {
      EXPECT_EQ(value, real.at(name)) << member;
    }
  }
}

// Kubernetes 1.31 and newer.
bool KnowsServiceTypes() {
  const std::string version = FromRunScript("E2E_KUBERNETES");  // "1.37"
  constexpr int kFirst = 31;
  return std::stoi(version.substr(version.find('.') + 1)) >= kFirst;
}

class StandInTest : public testing::Test {
 protected:
  StandInTest() {
    ours_.state().Put(standin::kPools, standin::MakePool("web", {"192.168.1.10-192.168.1.49"}));
    real_.AddPool("web", {"192.168.1.10-192.168.1.49"});
    for (const char* name : {"web-0", "web-1"}) {
      ours_.state().Put(standin::kServices,
                        standin::MakeService("shop", name, {.addresses = {"192.168.1.10"}}));
      CreateAsOurs(MetallbCluster::kServicesPath, name);
    }
    WaitFor(
        [&] { return !real_.AddressesOf("web-0").empty() && !real_.AddressesOf("web-1").empty(); });
    real_client_.set_ca_cert_path(real_.control_plane().authority_file());
    real_client_.set_bearer_token_auth(real_.control_plane().admin_token());
  }

  // Creates an object of the stand-in on the real server, without the fields that a server adds.
  void CreateAsOurs(const std::string& path, const std::string& name) {
    json object = json::parse(ours_client_.Get(path + '/' + name)->body);
    for (const char* added : {"uid", "resourceVersion", "creationTimestamp", "managedFields"}) {
      object.at("metadata").erase(added);
    }
    for (const char* added : {"clusterIP", "clusterIPs"}) object.at("spec").erase(added);
    object.erase("status");
    real_.control_plane().Admin()->Create(path, object);
  }

  // Compares both responses. The paths may differ in the continue token.
  void ExpectSame(const std::string& path, const std::string& real_path = "") {
    SCOPED_TRACE(path);
    const auto ours = ours_client_.Get(path, headers_);
    const auto real = real_client_.Get(real_path.empty() ? path : real_path, headers_);
    ASSERT_TRUE(ours && real);
    EXPECT_EQ(ours->status, real->status) << real->body;
    EXPECT_EQ(ours->get_header_value("Content-Type"), real->get_header_value("Content-Type"));
    const json ours_body = json::parse(ours->body, nullptr, false);
    const json real_body = json::parse(real->body, nullptr, false);
    if (real_body.is_discarded()) {
      EXPECT_EQ(ours->body, real->body);
    } else {
      Compare(ours_body, real_body, "answer");
    }
  }

  // The path of a list's second page.
  static std::string Continued(httplib::Client& client, const std::string& path) {
    const json page = json::parse(client.Get(path)->body);
    return path + "&continue=" + page.at("metadata").at("continue").get<std::string>();
  }

  MetallbCluster real_;
  standin::ApiServer ours_{{.api = {.knows_service_type_selector = KnowsServiceTypes()}}};
  httplib::Client ours_client_{ours_.Url()};
  httplib::Client real_client_{"https://127.0.0.1:" + std::to_string(real_.control_plane().port())};
  httplib::Headers headers_ = {{"Accept", "application/json"}};
};

TEST_F(StandInTest, RespondsToAllRequestsOfTheExporter) {
  const TemporaryFolder folder;
  const std::string kubeconfig =
      folder.Write("kubeconfig", "clusters: [{name: a, cluster: {server: '" + ours_.Url() +
                                     "'}}]\ncontexts: [{name: a, context: {cluster: a}}]\n");
  const Finished check = RunProgram({EXPORTER, "check", "--kubeconfig", kubeconfig});
  ASSERT_EQ(check.status, 0) << check.output << check.errors;
  const auto requests = ours_.Requests();
  ASSERT_GE(requests.size(), 4U);
  for (const standin::Request& request : requests) ExpectSame(request.target);
}

TEST_F(StandInTest, ContinuesAListAsTheServerDoes) {
  const std::string path = "/api/v1/namespaces/shop/services?limit=1";
  ExpectSame(path);
  ExpectSame(Continued(ours_client_, path), Continued(real_client_, path));
  ExpectSame(path + "&continue=nonsense");
  // With a selector, the server does not report how many items remain.
  ExpectSame("/api/v1/services?fieldSelector=metadata.namespace%3Dshop&limit=1");
}

TEST_F(StandInTest, ReturnsTheSameErrors) {
  ExpectSame("/api/v1/services?fieldSelector=spec.nonsense%3D1");
  ExpectSame("/api/v1/namespaces/nowhere");
  ExpectSame("/apis/metallb.io/v1beta1/nothings");
  ExpectSame("/apis/example.com/v1/things");
  ExpectSame("/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools/none");
  ours_.SetTokens({"token-a"});
  real_client_.set_bearer_token_auth("token-b");
  ExpectSame("/api/v1/services");
}

}  // namespace
}  // namespace exporter::tests
