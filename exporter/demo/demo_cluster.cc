#include "exporter/demo/demo_cluster.h"

#include "exporter/text/json_writer.h"

namespace exporter::demo {
namespace {

// Rises from `low` to `high` and falls again within `period` steps.
struct Wave {
  int low = 0;
  int high = 0;
  int period = 1;

  int At(int step) const {
    const int position = step % period;
    const int half = period / 2;
    const int risen = position < half ? position : period - position;
    return low + (high - low) * risen / half;
  }
};

// Adds the Services `name`-1 to `name`-`count`, with the addresses from `first` up.
void AddServices(DemoCluster& cluster, const std::string& name, const std::string& pool,
                 const std::string& prefix, int first, int count) {
  for (int i = 0; i < count; ++i) {
    cluster.services.push_back({.name = name + '-' + std::to_string(i + 1),
                                .address = prefix + std::to_string(first + i),
                                .pool = pool});
  }
}

void WriteMetadata(text::JsonWriter& json, std::string_view name, std::string_view name_space,
                   std::string_view pool = "") {
  json.Key("metadata").BeginObject().Key("name").String(name).Key("namespace").String(name_space);
  if (!pool.empty()) {
    json.Key("annotations").BeginObject().Key("metallb.io/ip-allocated-from-pool").String(pool);
    json.EndObject();
  }
  json.EndObject();
}

void WriteService(text::JsonWriter& json, const DemoService& service) {
  json.BeginObject();
  WriteMetadata(json, service.name, "shop", service.pool);
  json.Key("spec").BeginObject().Key("type").String("LoadBalancer").EndObject();
  json.Key("status").BeginObject().Key("loadBalancer").BeginObject();
  if (!service.address.empty()) {
    json.Key("ingress").BeginList().BeginObject();
    json.Key("ip").String(service.address).EndObject().EndList();
  }
  json.EndObject().EndObject().EndObject();
}

void WritePool(text::JsonWriter& json, const DemoPool& pool) {
  json.BeginObject();
  WriteMetadata(json, pool.name, "metallb-system");
  json.Key("spec").BeginObject().Key("autoAssign").Bool(pool.auto_assign);
  json.Key("addresses").BeginList();
  for (const std::string& entry : pool.addresses) json.String(entry);
  json.EndList().EndObject().EndObject();
}

void WritePeer(text::JsonWriter& json, std::uint32_t local_asn) {
  json.BeginObject();
  WriteMetadata(json, "router", "metallb-system");
  json.Key("spec").BeginObject().Key("myASN").Unsigned(local_asn).EndObject().EndObject();
}

void WriteNode(text::JsonWriter& json, const std::string& address) {
  json.BeginObject().Key("metadata").BeginObject().Key("name").String("node-1").EndObject();
  json.Key("status").BeginObject().Key("addresses").BeginList().BeginObject();
  json.Key("type").String("InternalIP").Key("address").String(address).EndObject();
  json.EndList().EndObject().EndObject();
}

template <typename WriteItems>
std::string ListBody(std::string_view kind, std::string_view api_version,
                     const WriteItems& write_items) {
  text::JsonWriter json;
  json.BeginObject().Key("kind").String(kind).Key("apiVersion").String(api_version);
  json.Key("metadata").BeginObject().Key("resourceVersion").String("1").EndObject();
  json.Key("items").BeginList();
  write_items(json);
  return json.EndList().EndObject().text();
}

}  // namespace

std::vector<DemoCluster> ClustersAt(int step) {
  // With the address of "login": from 24 of 40 addresses (60 %) to 36 (90 %) and back.
  constexpr Wave kBusy = {.low = 23, .high = 35, .period = 40};
  constexpr Wave kCalm = {.low = 8, .high = 14, .period = 24};
  constexpr Wave kSmall = {.low = 1, .high = 3, .period = 10};

  DemoCluster a{.name = "cluster-a",
                .pools = {},
                .services = {},
                .local_asn = 64501,
                .node_address = "192.168.1.2"};
  a.pools = {{"cluster-a-pool", {"192.168.1.10-192.168.1.49"}}};
  AddServices(a, "web", "cluster-a-pool", "192.168.1.", 10, kBusy.At(step));
  AddServices(a, "login", "cluster-a-pool", "192.168.1.", 49, 1);

  // First cluster-b's pool is extended into cluster-a's range, then both clusters assign the same
  // address, then cluster-b's pool returns to its own range.
  constexpr int kConflictPeriod = 30;
  const int position = step % kConflictPeriod;
  const bool overlap = position >= 8 && position < 24;
  const bool duplicate = position >= 12 && position < 20;
  DemoCluster b{.name = "cluster-b",
                .pools = {},
                .services = {},
                .local_asn = 64502,
                .node_address = "192.168.1.3"};
  b.pools = {
      {"cluster-b-pool",
       {overlap ? "192.168.1.46-192.168.1.89" : "192.168.1.50-192.168.1.89", "2001:db8:b::/64"}}};
  AddServices(b, "queue", "cluster-b-pool", "192.168.1.", 49, duplicate ? 1 : 0);
  AddServices(b, "web", "cluster-b-pool", "192.168.1.", 50, kCalm.At(step));
  AddServices(b, "web6", "cluster-b-pool", "2001:db8:b::", 1, kSmall.At(step));

  DemoCluster c{.name = "cluster-c",
                .pools = {},
                .services = {},
                .local_asn = 64501,
                .node_address = "192.168.1.4"};
  c.pools = {{"cluster-c-pool", {"192.168.1.96/27"}},
             {"cluster-c-edge", {"192.168.1.128-192.168.1.135"}, /*auto_assign=*/false}};
  AddServices(c, "web", "cluster-c-pool", "192.168.1.", 96, kCalm.At(step + 12));
  AddServices(c, "edge", "cluster-c-edge", "192.168.1.", 128, kSmall.At(step + 5));
  if (step % 8 < 2) c.services.push_back({.name = "waiting", .address = "", .pool = ""});
  return {a, b, c};
}

std::string BodyAt(const DemoCluster& cluster, std::string_view path) {
  if (path == "/version") return R"({"gitVersion":"v1.32.4"})";
  if (path == "/api/v1/namespaces/kube-system") {
    text::JsonWriter json;
    json.BeginObject().Key("kind").String("Namespace").Key("apiVersion").String("v1");
    json.Key("metadata").BeginObject().Key("name").String("kube-system");
    json.Key("uid").String("demo-uid-of-" + cluster.name).EndObject();
    return json.EndObject().text();
  }
  if (path == "/api/v1/services") {
    return ListBody("ServiceList", "v1", [&](text::JsonWriter& json) {
      for (const DemoService& service : cluster.services) WriteService(json, service);
    });
  }
  if (path == "/apis/metallb.io/v1beta1/ipaddresspools") {
    return ListBody("IPAddressPoolList", "metallb.io/v1beta1", [&](text::JsonWriter& json) {
      for (const DemoPool& pool : cluster.pools) WritePool(json, pool);
    });
  }
  if (path == "/api/v1/nodes") {
    return ListBody("NodeList", "v1",
                    [&](text::JsonWriter& json) { WriteNode(json, cluster.node_address); });
  }
  if (path == "/apis/metallb.io/v1beta2/bgppeers") {
    return ListBody("BGPPeerList", "metallb.io/v1beta2",
                    [&](text::JsonWriter& json) { WritePeer(json, cluster.local_asn); });
  }
  return {};
}

}  // namespace exporter::demo
