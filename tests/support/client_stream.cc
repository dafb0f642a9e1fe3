#include "tests/support/client_stream.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

namespace exporter::tests {
namespace {

constexpr std::size_t kPart = 16'384;

std::unique_ptr<BIO, decltype(&BIO_free)> Open(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

}  // namespace

TlsContext MakeTlsContext(const std::optional<CertificateAndKey>& certificate) {
  TlsContext context(certificate ? SSL_CTX_new(TLS_server_method()) : nullptr, &SSL_CTX_free);
  if (!certificate) return context;
  const std::unique_ptr<X509, decltype(&X509_free)> x509(
      PEM_read_bio_X509(Open(certificate->certificate_pem).get(), nullptr, nullptr, nullptr),
      &X509_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(Open(certificate->key_pem).get(), nullptr, nullptr, nullptr),
      &EVP_PKEY_free);
  if (SSL_CTX_use_certificate(context.get(), x509.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
    throw std::runtime_error("stand-in: no usable certificate");
  }
  return context;
}

ClientStream::ClientStream(int descriptor, SSL_CTX* context)
    : descriptor_(descriptor), ssl_(context == nullptr ? nullptr : SSL_new(context), &SSL_free) {
  if (ssl_ != nullptr) SSL_set_fd(ssl_.get(), descriptor);
}

bool ClientStream::Handshake() { return ssl_ == nullptr || SSL_accept(ssl_.get()) == 1; }

std::string ClientStream::Read(std::size_t max_bytes) {
  std::string bytes(max_bytes, '\0');
  const auto count = ssl_ != nullptr
                         ? SSL_read(ssl_.get(), bytes.data(), static_cast<int>(max_bytes))
                         : recv(descriptor_, bytes.data(), max_bytes, 0);
  bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return bytes;
}

std::string ClientStream::ReadExactly(std::size_t count) {
  std::string bytes;
  while (bytes.size() < count) {
    const std::string more = Read(count - bytes.size());
    if (more.empty()) break;
    bytes += more;
  }
  return bytes;
}

std::size_t ClientStream::ReadByte() {
  const std::string byte = Read(1);
  return byte.empty() ? 0 : static_cast<unsigned char>(byte[0]);
}

void ClientStream::Write(const std::string& bytes) {
  if (ssl_ != nullptr) {
    SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  } else {
    send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
}

void ClientStream::Relay(int upstream) {
  std::string part(kPart, '\0');
  while (true) {
    std::array<pollfd, 2> waited = {pollfd{descriptor_, POLLIN, 0}, pollfd{upstream, POLLIN, 0}};
    const bool pending = ssl_ != nullptr && SSL_pending(ssl_.get()) > 0;
    if (!pending && poll(waited.data(), waited.size(), -1) < 0) return;
    if (pending || waited[0].revents != 0) {
      const std::string bytes = Read(kPart);
      if (bytes.empty()) return;
      send(upstream, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    if (waited[1].revents != 0) {
      const ssize_t count = recv(upstream, part.data(), part.size(), 0);
      if (count <= 0) return;
      Write(part.substr(0, static_cast<std::size_t>(count)));
    }
  }
}

}  // namespace exporter::tests
