#include "tests/standin/kubernetes_api.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/standin/cluster_state.h"
#include "tests/support/json.h"

namespace exporter::standin {
namespace {

using tests::Json;

Request Get(const std::string& path, std::map<std::string, std::string> query = {}) {
  Request request;
  request.method = "GET";
  request.path = path;
  request.query = std::move(query);
  return request;
}

class KubernetesApiTest : public testing::Test {
 protected:
  void PutServices(int count) {
    for (int i = 0; i < count; ++i) {
      state_.Put(kServices, MakeService("shop", "s-" + std::to_string(i)));
    }
  }

  Json Answer(const Request& request) { return Json::Parse(api_.Answer(request).body); }

  ClusterState state_{"uid-1"};
  KubernetesApi api_{state_, {}};
};

TEST_F(KubernetesApiTest, PagesAreOneConsistentViewAndCountWhatRemains) {
  PutServices(25);
  std::set<std::string> names;
  std::string token;
  do {
    const Json page = Answer(Get("/api/v1/services", {{"limit", "10"}, {"continue", token}}));
    EXPECT_EQ(page["kind"], "ServiceList");
    for (const Json& item : page["items"].Elements()) {
      names.insert(item["metadata"]["name"].String());
    }
    const Json metadata = page["metadata"];
    token = metadata.contains("continue") ? metadata["continue"].String() : "";
    const Json remaining = metadata["remainingItemCount"];
    EXPECT_EQ(remaining == Json() ? Json(0) : remaining, 25 - names.size());
    state_.Clear(kServices);
    PutServices(3);
  } while (!token.empty());
  EXPECT_EQ(names.size(), 25U);
}

TEST_F(KubernetesApiTest, OmitsTheRemainingCountOfASelection) {
  PutServices(3);
  const Json page = Answer(
      Get("/api/v1/services", {{"fieldSelector", "spec.type=LoadBalancer"}, {"limit", "2"}}));
  EXPECT_TRUE(page["metadata"].contains("continue"));
  EXPECT_FALSE(page["metadata"].contains("remainingItemCount"));
}

TEST_F(KubernetesApiTest, TokensExpireAndAreChecked) {
  PutServices(5);
  const Json page = Answer(Get("/api/v1/services", {{"limit", "2"}}));
  const std::string token = page["metadata"]["continue"].String();
  api_.ExpireContinueTokens();
  const Json gone = Answer(Get("/api/v1/services", {{"limit", "2"}, {"continue", token}}));
  EXPECT_EQ(gone["code"], 410);
  EXPECT_EQ(gone["reason"], "Expired");
  EXPECT_EQ(Answer(Get("/api/v1/services", {{"continue", "junk"}}))["code"], 400);
}

TEST_F(KubernetesApiTest, SelectsByFieldAsItsVersionCan) {
  PutServices(3);
  state_.Put(kServices, MakeService("other", "cluster-ip", {.type = "ClusterIP"}));
  const auto count = [this](const std::string& selector) {
    return Answer(Get("/api/v1/services", {{"fieldSelector", selector}}))["items"].size();
  };
  EXPECT_EQ(count("spec.type=LoadBalancer"), 3U);
  EXPECT_EQ(count("metadata.namespace=other"), 1U);
  EXPECT_EQ(count("metadata.name==s-1,spec.type=LoadBalancer"), 1U);
  EXPECT_EQ(Answer(Get("/api/v1/namespaces/shop/services"))["items"].size(), 3U);
  EXPECT_EQ(Answer(Get("/api/v1/services", {{"fieldSelector", "spec.foo=x"}}))["message"],
            "\"spec.foo\" is not a known field selector: only \"metadata.name\", "
            "\"metadata.namespace\"");
  api_.SetVersion("v1.30.1", false);
  EXPECT_EQ(Answer(Get("/api/v1/services", {{"fieldSelector", "spec.type=LoadBalancer"}}))["code"],
            400);
  EXPECT_EQ(Answer(Get("/version"))["gitVersion"], "v1.30.1");
}

TEST_F(KubernetesApiTest, HasTheFormOfTheRealApi) {
  state_.Put(kPools, MakePool("p", {"10.0.0.0/24"}));
  const Json pools = Answer(Get("/apis/metallb.io/v1beta1/ipaddresspools"));
  EXPECT_EQ(pools["kind"], "IPAddressPoolList");
  EXPECT_EQ(pools["apiVersion"], "metallb.io/v1beta1");
  EXPECT_EQ(pools["items"][0]["kind"], "IPAddressPool") << "custom resources name their kind";
  PutServices(1);
  const Json services = Answer(Get("/api/v1/services"));
  EXPECT_FALSE(services["items"][0].contains("kind")) << "core objects in a list do not";
  const Json name_space = Answer(Get("/api/v1/namespaces/kube-system"));
  EXPECT_EQ(name_space["metadata"]["uid"], "uid-1");
  EXPECT_EQ(name_space["kind"], "Namespace");
  EXPECT_EQ(Answer(Get("/api/v1/namespaces/gone"))["reason"], "NotFound");
}

TEST_F(KubernetesApiTest, Returns404ForMetallbPathsIfMetallbIsNotInstalled) {
  EXPECT_EQ(api_.Answer(Get("/apis/metallb.io/v1beta1/ipaddresspools")).status, 200);
  api_.SetMetallb(false);
  for (const char* path : {"/apis/metallb.io/v1beta1/ipaddresspools", "/apis/metallb.io/v1beta1",
                           "/apis/metallb.io", "/nonsense"}) {
    const Reply reply = api_.Answer(Get(path));
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(reply.body, "404 page not found\n") << path;
  }
}

}  // namespace
}  // namespace exporter::standin
