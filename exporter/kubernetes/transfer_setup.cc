// The options of a libcurl handle that do not change from request to request, and its callbacks.

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <cerrno>
#include <filesystem>
#include <limits>
#include <memory>
#include <new>
#include <sstream>
#include <system_error>
#include <utility>

#include "exporter/credentials/url.h"
#include "exporter/kubernetes/http_status.h"
#include "exporter/kubernetes/transfer.h"

namespace exporter::kubernetes {
namespace {

constexpr std::size_t kMaxHeaderBytes = std::size_t{256} << 10;
constexpr long kUploadBufferBytes = 16'384;  // NOLINT(google-runtime-int): curl's type

// `handle` refers to `data`, which must outlive it.
void SetBlob(CURL* handle, CURLoption option, const std::string& data) {
  curl_blob blob = {.data = const_cast<char*>(data.data()),  // curl does not write there
                    .len = data.size(),
                    .flags = CURL_BLOB_NOCOPY};
  curl_easy_setopt(handle, option, &blob);
}

// Adds the certificates of a file. As in Go, everything else is ignored: a file that does not
// exist, and blocks that are not certificates or are damaged.
void AddCertificates(const std::filesystem::path& path, X509_STORE* store) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return;
  const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path.c_str(), "r"), &BIO_free);
  while (file != nullptr) {
    X509* const certificate = PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr);
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    ERR_clear_error();
    if (certificate == nullptr && reason == PEM_R_NO_START_LINE) return;  // the end of the file
    if (certificate != nullptr) X509_STORE_add_cert(store, certificate);
    X509_free(certificate);
  }
}

}  // namespace

ApiClient::Transfer::Transfer(const credentials::Access& access, HostResolver& resolver,
                              std::optional<credentials::ClientCertificate> certificate,
                              const std::string& user_agent, std::size_t max_body_bytes)
    : access_(access),
      resolver_(resolver),
      certificate_(std::move(certificate)),
      max_body_bytes_(max_body_bytes),
      easy_(curl_easy_init()),
      place_(credentials::HostAndPort(access.endpoint)) {
  if (easy_ == nullptr) throw std::bad_alloc();
  CURL* const easy = easy_.get();
  Disconnect();
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  // Resolves only a name that curl writes in another way, such as an international one.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  // The multi handle is driven with deadlines of its own. 0 would be five minutes.
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::numeric_limits<int>::max()));
  // A resumed session sends no certificate that TlsObserver could describe.
  curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  // With TLS and HTTP/1.1, curl sends each request from this buffer, and retains the buffer. Its
  // default is 64 KiB, and this is its minimum.
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, kUploadBufferBytes);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, user_agent.c_str());
  if (!access.disable_compression) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, curl_message_.data());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::ReceiveBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::ReceiveHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::OpenSocket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &Transfer::WatchTls);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
  if (access.endpoint.tls) SetTls();
  SetProxy();
  SetConnectTo();
}

void ApiClient::Transfer::Disconnect() {
  kept_ = false;
  curl_easy_setopt(easy_.get(), CURLOPT_SHARE, nullptr);
  connections_.reset(curl_share_init());
  if (connections_ == nullptr) throw std::bad_alloc();
  // No locks: no other handle uses this share.
  curl_share_setopt(connections_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
  curl_easy_setopt(easy_.get(), CURLOPT_SHARE, connections_.get());
}

void ApiClient::Transfer::SetTls() {
  CURL* const easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (access_.insecure_skip_tls_verify) {
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (!access_.ca_pem.empty()) {
    SetBlob(easy, CURLOPT_CAINFO_BLOB, access_.ca_pem);
    // Otherwise curl also trusts the roots in its built-in folder.
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  } else {
    SetSystemRoots(CURLOPT_CAINFO, CURLOPT_CAPATH);
  }
  if (certificate_) {
    SetBlob(easy, CURLOPT_SSLCERT_BLOB, certificate_->certificate_pem);
    SetBlob(easy, CURLOPT_SSLKEY_BLOB, certificate_->key_pem);
  }
  if (access_.basic) {
    curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(easy, CURLOPT_USERNAME, access_.basic->username.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, access_.basic->password.c_str());
  }
}

// AddSystemRoots reads the file and the folders. curl would fail if the file does not exist, and it
// reads only files of a folder that are named by their hash.
void ApiClient::Transfer::SetSystemRoots(CURLoption file, CURLoption folder) {
  if (!access_.system_ca_file.empty()) curl_easy_setopt(easy_.get(), file, nullptr);
  if (!access_.system_ca_folders.empty()) curl_easy_setopt(easy_.get(), folder, nullptr);
}

// Environment variables do not count here: they were evaluated when the access was made. The
// certificate of a proxy is verified with the system's roots, as in client-go.
void ApiClient::Transfer::SetProxy() {
  CURL* const easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  if (!access_.proxy) {
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    return;
  }
  const credentials::Proxy& proxy = *access_.proxy;
  place_ += " through the proxy " + credentials::OriginOf(proxy);
  // With "socks5://" curl would resolve names itself.
  const bool socks = proxy.scheme == credentials::Proxy::Scheme::kSocks5;
  const std::string url =
      socks ? "socks5h://" + credentials::HostAndPort(proxy) : credentials::OriginOf(proxy);
  curl_easy_setopt(easy, CURLOPT_PROXY, url.c_str());
  curl_easy_setopt(easy, CURLOPT_SOCKS5_AUTH, CURLAUTH_BASIC);
  // The proxy must not receive our headers.
  curl_easy_setopt(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  SetSystemRoots(CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH);
  if (proxy.credentials) {
    curl_easy_setopt(easy, CURLOPT_PROXYAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(easy, CURLOPT_PROXYUSERNAME, proxy.credentials->username.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXYPASSWORD, proxy.credentials->password.c_str());
  }
}

// With tls-server-name the URL contains that name, which curl verifies and sends as SNI. The
// connection still goes to the endpoint.
void ApiClient::Transfer::SetConnectTo() {
  if (access_.tls_server_name.empty()) return;
  const std::string any_to_endpoint = "::" + credentials::HostAndPort(access_.endpoint);
  connect_to_.reset(curl_slist_append(nullptr, any_to_endpoint.c_str()));
  if (connect_to_ == nullptr) throw std::bad_alloc();
  curl_easy_setopt(easy_.get(), CURLOPT_CONNECT_TO, connect_to_.get());
}

curl_socket_t ApiClient::Transfer::OpenSocket(void* transfer, curlsocktype /*purpose*/,
                                              curl_sockaddr* address) {
  auto& self = *static_cast<Transfer*>(transfer);
  if (self.reuse_only_) return CURL_SOCKET_BAD;
  self.opened_ = true;
  const int descriptor =
      socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (descriptor >= 0) return descriptor;
  // curl reports only that it could not connect.
  self.no_descriptor_ = errno == EMFILE || errno == ENFILE;
  return CURL_SOCKET_BAD;
}

CURLcode ApiClient::Transfer::WatchTls(CURL* /*handle*/, void* context, void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  // Connections are idle most of the time. Their buffers are 34 KiB each.
  SSL_CTX_set_mode(static_cast<SSL_CTX*>(context), SSL_MODE_RELEASE_BUFFERS);
  self.tls_.Watch(static_cast<SSL_CTX*>(context));
  if (self.access_.ca_pem.empty() || self.IsProxyHandshake()) {
    self.AddSystemRoots(static_cast<SSL_CTX*>(context));
  }
  return CURLE_OK;
}

void ApiClient::Transfer::AddSystemRoots(SSL_CTX* context) const {
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  AddCertificates(access_.system_ca_file, store);
  std::istringstream folders(access_.system_ca_folders);
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::error_code error;
    for (std::filesystem::directory_iterator file(folder, error), end; !error && file != end;
         file.increment(error)) {
      AddCertificates(file->path(), store);
    }
  }
}

std::size_t ApiClient::Transfer::ReceiveBody(char* data, std::size_t size, std::size_t count,
                                             void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  const std::size_t length = size * count;
  self.too_large_ = self.body_.size() + length > self.max_body_bytes_;
  if (self.too_large_) return 0;
  self.body_.append(data, length);
  self.received_bytes_ += length;
  return length;
}

// An empty line ends the headers. The headers of an interim response (1xx) are followed by others.
std::size_t ApiClient::Transfer::ReceiveHeader(char* data, std::size_t size, std::size_t count,
                                               void* transfer) {
  auto& self = *static_cast<Transfer*>(transfer);
  self.header_bytes_ += size * count;
  self.received_bytes_ += size * count;
  const bool is_end = size * count <= 2 && (data[0] == '\r' || data[0] == '\n');
  self.headers_complete_ = is_end && self.StatusCode() >= kOk;
  self.too_large_ = self.header_bytes_ > kMaxHeaderBytes;
  return self.too_large_ ? 0 : size * count;
}

}  // namespace exporter::kubernetes
