// TlsObserver at a client of OpenSSL, without libcurl.

#include "exporter/kubernetes/tls_observer.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <thread>

#include "tests/standin/tls_setup.h"
#include "tests/support/certificates.h"
#include "tests/support/loopback.h"

namespace exporter::kubernetes {
namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Connection = std::unique_ptr<SSL, decltype(&SSL_free)>;

Connection ConnectionOf(SSL_CTX& context, int descriptor) {
  Connection connection(SSL_new(&context), &SSL_free);
  SSL_set_fd(connection.get(), descriptor);
  return connection;
}

// Accepts one connection, rejects its client, and resets the connection.
void RejectClient(int listener, SSL_CTX& context) {
  const int descriptor = accept(listener, nullptr, nullptr);
  EXPECT_LE(SSL_accept(ConnectionOf(context, descriptor).get()), 0);
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close(descriptor);
}

// The server rejects the client after the client's handshake has ended. The client's first write
// then fails, because the connection is reset.
TEST(TlsObserver, ReadsTheAlertAfterAFailedWrite) {
  const auto authority = tests::MakeAuthority("an authority");
  const Context server(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  ASSERT_TRUE(standin::SetUpTls(*server, tests::MakeLoopbackServer(authority), TLS1_3_VERSION,
                                authority.certificate_pem));
  SSL_CTX_set_verify(server.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);

  std::signal(SIGPIPE, SIG_IGN);
  TlsObserver observer;
  const Context client(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  observer.Watch(client.get());

  const int listener = tests::ListenOnLoopback(0);
  std::thread rejecting([&] { RejectClient(listener, *server); });
  const int descriptor = tests::ConnectToLoopback(tests::PortOf(listener));
  const Connection connection = ConnectionOf(*client, descriptor);
  EXPECT_EQ(SSL_connect(connection.get()), 1);
  rejecting.join();

  char byte = 'x';
  EXPECT_EQ(SSL_write(connection.get(), &byte, 1), 1);
  EXPECT_EQ(observer.alert(), std::nullopt);
  EXPECT_LE(SSL_read(connection.get(), &byte, 1), 0);
  EXPECT_EQ(observer.alert(), SSL_AD_CERTIFICATE_REQUIRED);
  close(descriptor);
  close(listener);
}

}  // namespace
}  // namespace exporter::kubernetes
