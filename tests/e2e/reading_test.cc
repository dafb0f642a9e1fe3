// The real program and API servers with faults that need not fail a poll.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <optional>
#include <string>

#include "tests/e2e/two_clusters.h"
#include "tests/support/faulty_cluster.h"
#include "tests/support/wire.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

// A poll counter of at least `count`.
void WaitForPolls(const std::string& address, const std::string& cluster, int count) {
  const std::string series = "metallb_exporter_cluster_polls_total{cluster=\"" + cluster + "\"} ";
  std::string text;
  WaitUntil(
      [&] {
        text = Scrape(address);
        const std::size_t at = text.find('\n' + series);
        return at != std::string::npos && std::stoi(text.substr(at + 1 + series.size())) >= count;
      },
      [&] { return std::to_string(count) + " polls of " + cluster + "; metrics:\n" + text; });
}

// MetalLB's controller converts BGPPeers. While it is down, the API server cannot list them.
TEST_F(TwoClustersTest, BgpPeersThatCannotBeReadDoNotFailAPoll) {
  a_.state().Put(standin::kPeers, standin::MakePeer("p", 64500));
  b_.state().Put(standin::kPeers, standin::MakePeer("p", 64500));
  const std::string shared =
      "metallb_fleet_shared_asn_clusters{network=\"default\",asn=\"64500\"} 2\n";
  const std::string partial =
      "metallb_exporter_cluster_partial{cluster=\"prod-a\",resource=\"bgppeers\"} ";
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  EXPECT_THAT(WaitForSeries(address, shared), HasSubstr(partial + "0\n"));

  a_.Intercept([](const standin::Request& request) -> std::optional<standin::Reply> {
    if (request.path != kPeersPath) return std::nullopt;
    return standin::StatusReply(500, "InternalError", "conversion webhook failed");
  });
  EXPECT_THAT(WaitForSeries(address, partial + "1\n"), HasSubstr(shared));
  a_.state().Put(standin::kPools, standin::MakePool("new", {"192.168.2.0/24"}));
  const std::string text = WaitForSeries(
      address, "metallb_pool_capacity_addresses{cluster=\"prod-a\",pool=\"new\",family=\"ipv4\"}");
  EXPECT_THAT(text, HasSubstr(shared));
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n"));

  const Finished checked = RunProgram({EXPORTER, "check", "--kubeconfig", kubeconfig_});
  EXPECT_EQ(checked.status, 0) << checked.output;
  EXPECT_THAT(checked.output,
              HasSubstr("NOTE      cluster prod-a: bgppeers cannot be read: unreachable: "
                        "/apis/metallb.io/v1beta2/bgppeers: HTTP 500: conversion webhook failed"));
  a_.Intercept({});
  WaitForSeries(address, partial + "0\n");
}

// As a load balancer does with a connection that was idle for too long.
TEST_F(TwoClustersTest, ConnectionsThatAreResetWhenTheyAreUsedAgainDoNotFailAPoll) {
  standin::ApiServer server;
  Wire wire(server.port());
  wire.Set(server.port(), Wire::Fault::kResetReused);
  kubeconfig_ = folder_.Write(
      "reset",
      "clusters:\n- {name: c, cluster: {server: 'http://127.0.0.1:" + std::to_string(wire.port()) +
          "'}}\ncontexts:\n- {name: c, context: {cluster: c}}\n");
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  WaitForPolls(address, "c", 20);
  EXPECT_THAT(exporter->errors(), Not(HasSubstr("cluster is down")));
  EXPECT_THAT(Scrape(address), HasSubstr("metallb_exporter_cluster_poll_errors_total{cluster=\"c\","
                                         "reason=\"unreachable\"} 0\n"));
}

// "1a2b3c4d.0", the name under which OpenSSL looks for this authority in a folder.
std::string NameInFolder(const std::string& certificate_pem) {
  BIO* const text =
      BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size()));
  X509* const certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
  char name[16];
  std::snprintf(name, sizeof(name), "%08lx.0", X509_subject_name_hash(certificate));
  X509_free(certificate);
  BIO_free(text);
  return name;
}

// By default, libcurl also trusts its built-in folder.
TEST_F(TwoClustersTest, ACaOfTheKubeconfigReplacesTheFolderOfTheSystem) {
  const std::string in_namespace = "exec unshare --user --map-root-user --mount sh -c ";
  if (RunProgram({"sh", "-c", in_namespace + "true"}).status != 0) {
    GTEST_SKIP() << "no rights to mount a folder";
  }
  const TemporaryFolder system;
  system.Write(NameInFolder(authority_.certificate_pem), authority_.certificate_pem);
  const std::string stranger = MakeAuthority("stranger").certificate_pem;
  system.Write("ca-certificates.crt", stranger);
  folder_.Write("stranger.crt", stranger);
  const auto check = [&](const std::string& ca) {
    const std::string config =
        folder_.Write("one", "clusters:\n- {name: a, cluster: {server: '" + a_.Url() + "'" + ca +
                                 "}}\nusers:\n- {name: a, user: {token: token-of-a}}\n"
                                 "contexts:\n- {name: a, context: {cluster: a, user: a}}\n");
    return RunProgram({"sh", "-c",
                       in_namespace + R"('mount --bind "$1" /etc/ssl/certs && exec "$0" check )" +
                           R"(--kubeconfig "$2"' "$0" "$1" "$2")",
                       EXPORTER, system.path(), config});
  };
  const Finished trusted = check("");
  EXPECT_EQ(trusted.status, 0) << trusted.output << trusted.errors;
  const Finished pinned = check(", certificate-authority: stranger.crt");
  EXPECT_EQ(pinned.status, 3);
  EXPECT_THAT(pinned.output, HasSubstr("UNKNOWN   a: tls: "));
}

}  // namespace
}  // namespace exporter::tests
