// Each value that `validate` reads may be a variable, part of a variable or encrypted. The only
// finding is then one warning.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/manifests/manifest_text.h"
#include "exporter/validation/validate.h"

namespace exporter::validation {
namespace {

using manifests::Problem;
using testing::ElementsAre;
using testing::IsEmpty;

// Every field that `validate` reads. Each value and each name between « and » is one case. Each
// object depends on the other objects.
constexpr std::string_view kManifest = R"yaml(
apiVersion: «metallb.io/v1beta1»
kind: «IPAddressPool»
metadata:
  name: «web»
  namespace: «metallb-system»
  labels:
    «zone»: «east»
    cluster: «a»
spec:
  addresses:
  - «10.0.0.0/24»
  - «10.0.1.1-10.0.1.9»
  autoAssign: «false»
  avoidBuggyIPs: «true»
  serviceAllocation:
    priority: «10»
    namespaces:
    - «shop»
    namespaceSelectors:
    - matchLabels:
        «team»: «shop»
---
apiVersion: «metallb.io/v1beta1»
kind: «L2Advertisement»
metadata:
  name: «l2»
  namespace: «metallb-system»
spec:
  ipAddressPools:
  - «web»
  - «old»
  ipAddressPoolSelectors:
  - matchLabels:
      «zone»: «east»
  - matchExpressions:
    - key: «zone»
      operator: «In»
      values:
      - «east»
  interfaces:
  - «eth0»
---
apiVersion: «metallb.io/v1beta1»
kind: «BGPAdvertisement»
metadata:
  name: «bgp»
  namespace: «metallb-system»
spec:
  aggregationLength: «32»
  aggregationLengthV6: «128»
  ipAddressPoolSelectors:
  - matchLabels:
      «zone»: «east»
  communities:
  - «vip»
  - «64501:100»
  peers:
  - «router»
---
apiVersion: «metallb.io/v1beta1»
kind: «Community»
metadata:
  name: «c»
  namespace: «metallb-system»
spec:
  communities:
  - name: «vip»
    value: «64501:1»
---
apiVersion: «metallb.io/v1beta2»
kind: «BGPPeer»
metadata:
  name: «router»
  namespace: «metallb-system»
spec:
  myASN: «64501»
  peerASN: «64502»
  peerAddress: «10.9.0.1»
  bfdProfile: «fast»
---
apiVersion: «metallb.io/v1beta1»
kind: «BFDProfile»
metadata:
  name: «fast»
  namespace: «metallb-system»
spec:
  receiveInterval: «100»
---
apiVersion: «metallb.io/v1beta1»
kind: «AddressPool»
metadata:
  name: «old»
  namespace: «metallb-system»
spec:
  protocol: «bgp»
  addresses:
  - «10.0.2.0/24»
  autoAssign: «true»
  bgpAdvertisements:
  - aggregationLength: «32»
    aggregationLengthV6: «128»
    communities:
    - «vip»
---
apiVersion: v1
kind: Service
metadata:
  name: «web»
  namespace: «shop»
  annotations:
    metallb.io/address-pool: «web»
    metallb.io/allow-shared-ip: «key»
    metallb.universe.tf/address-pool: ignored
spec:
  type: «LoadBalancer»
  loadBalancerIP: «10.0.0.1»
---
apiVersion: v1
kind: Service
metadata:
  name: «web»
  namespace: «shop»
  annotations:
    metallb.universe.tf/loadBalancerIPs: «10.0.0.2»
    metallb.universe.tf/address-pool: «web»
    metallb.universe.tf/allow-shared-ip: «key»
spec:
  type: «LoadBalancer»
  loadBalancerClass: «example.com/metallb»
---
apiVersion: v1
kind: Service
metadata:
  name: «web»
  namespace: «shop»
  annotations:
    metallb.io/loadBalancerIPs: «10.0.0.3»
    metallb.universe.tf/loadBalancerIPs: ignored
spec:
  type: «LoadBalancer»
)yaml";

constexpr std::string_view kLegacyConfig = R"yaml(
apiVersion: v1
kind: ConfigMap
metadata:
  name: config
  namespace: metallb-system
data:
  config: |
    address-pools:
    - name: «web»
      protocol: «bgp»
      addresses:
      - «10.0.0.0/24»
      auto-assign: «false»
      avoid-buggy-ips: «true»
      bgp-advertisements:
      - aggregation-length: «32»
        aggregation-length-v6: «128»
        communities:
        - «vip»
    bgp-communities:
      «vip»: «64501:1»
    peers:
    - my-asn: «64501»
      peer-asn: «64502»
      bfd-profile: «fast»
    bfd-profiles:
    - name: «fast»
)yaml";

// Lists and objects.
constexpr std::string_view kCompound = R"yaml(
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: «{name: web}»
spec: «{addresses: [10.0.0.0/24]}»
---
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: web2, labels: «{zone: east}»}
spec:
  addresses: «[10.0.1.0/24]»
  serviceAllocation: «{namespaces: [shop]}»
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: «{name: l2}»
spec: «{ipAddressPools: [web, web2]}»
---
apiVersion: metallb.io/v1beta1
kind: BGPAdvertisement
metadata: {name: bgp}
spec:
  ipAddressPools: «[web]»
  ipAddressPoolSelectors: «[{matchLabels: {zone: east}}]»
  communities: «[vip]»
  peers: «[router]»
---
apiVersion: metallb.io/v1beta1
kind: BGPAdvertisement
metadata: {name: bgp2}
spec:
  ipAddressPoolSelectors:
  - matchLabels: «{zone: east}»
  - matchExpressions: «[{key: zone, operator: In, values: [east]}]»
  - matchExpressions:
    - «{key: zone, operator: Exists}»
    - key: zone
      operator: In
      values: «[east]»
---
apiVersion: metallb.io/v1beta1
kind: Community
metadata: «{name: c}»
spec:
  communities: «[{name: vip, value: '1:1'}]»
---
apiVersion: metallb.io/v1beta2
kind: BGPPeer
metadata: «{name: router}»
spec: «{myASN: 64501, bfdProfile: fast}»
---
apiVersion: metallb.io/v1beta1
kind: BFDProfile
metadata: «{name: fast}»
spec: «{}»
---
apiVersion: v1
kind: Service
metadata: {name: web, annotations: {metallb.io/address-pool: web}}
spec: {type: LoadBalancer}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: metallb-system}
data:
  config: |
    address-pools:
    - name: old
      protocol: bgp
      addresses: «[10.0.2.0/24]»
      bgp-advertisements: «[{communities: [vip2]}]»
    bgp-communities: «{vip2: '1:2'}»
    peers: «[{my-asn: 64501, bfd-profile: fast2}]»
    bfd-profiles: «[{name: fast2}]»
)yaml";

constexpr std::string_view kOpen = "«";
constexpr std::string_view kClose = "»";

// Each finding as "7 unresolved: message".
std::vector<std::string> FindingsIn(const std::string& text) {
  std::vector<metallb::DeclaredCluster> clusters(1);
  clusters.front().name = "a";
  std::vector<std::string> lines;
  for (const Problem& problem : manifests::AddManifest(text, "a.yaml", clusters.front())) {
    const char* rule = problem.kind == Problem::Kind::kUnresolved  ? "unresolved"
                       : problem.kind == Problem::Kind::kEncrypted ? "encrypted"
                                                                   : "other problem";
    lines.push_back(std::to_string(problem.line) + ' ' + rule + ": " + problem.message);
  }
  for (const Finding& finding : FindProblems({.clusters = clusters})) {
    lines.push_back(std::to_string(finding.line) + ' ' + std::string(Name(finding.rule)) + ": " +
                    finding.message);
  }
  return lines;
}

// The manifest with `replacement` in place of a value; the text of the value in place of each «N».
struct Case {
  std::string text;
  std::string value;  // «»: no case of that number
  int line = 0;
};

Case ReplaceValue(std::string_view manifest, std::size_t number, const std::string& replacement) {
  Case result;
  int line = 1;
  for (std::size_t i = 0; !manifest.empty(); ++i) {
    const std::size_t open = std::min(manifest.find(kOpen), manifest.size());
    const std::string_view before = manifest.substr(0, open);
    line += static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    result.text += before;
    manifest.remove_prefix(open);
    if (manifest.empty()) break;
    const std::size_t close = manifest.find(kClose);
    const std::string value(manifest.substr(kOpen.size(), close - kOpen.size()));
    manifest.remove_prefix(close + kClose.size());
    if (i == number) {
      result.value = value;
      result.line = line;
    }
    std::string written = value;
    if (i == number) {
      written = replacement;
      if (const auto at = written.find('@'); at != written.npos) written.replace(at, 1, value);
    }
    result.text += i == number ? '"' + written + '"' : written;
  }
  return result;
}

void ExpectOneWarning(std::string_view manifest, const std::string& replacement,
                      const std::string& rule) {
  ASSERT_THAT(FindingsIn(ReplaceValue(manifest, std::string::npos, "").text), IsEmpty());
  for (std::size_t number = 0;; ++number) {
    const Case each = ReplaceValue(manifest, number, replacement);
    if (each.line == 0) break;
    SCOPED_TRACE("line " + std::to_string(each.line) + ", in place of " + each.value);
    EXPECT_THAT(FindingsIn(each.text),
                ElementsAre(testing::StartsWith(std::to_string(each.line) + ' ' + rule + ": ")));
  }
}

TEST(UnknownField, IsOneWarningIfItIsAVariable) {
  for (const std::string_view manifest : {kManifest, kLegacyConfig, kCompound}) {
    ExpectOneWarning(manifest, "${X}", "unresolved");
  }
}

TEST(UnknownField, IsOneWarningIfAPartOfItIsAVariable) {
  for (const std::string_view manifest : {kManifest, kLegacyConfig, kCompound}) {
    ExpectOneWarning(manifest, "@${X}", "unresolved");
    ExpectOneWarning(manifest, "${X}@", "unresolved");
  }
}

TEST(UnknownField, IsOneWarningIfItIsEncrypted) {
  ExpectOneWarning(kManifest, "ENC[AES256_GCM,data:x,type:str]", "encrypted");
}

}  // namespace
}  // namespace exporter::validation
