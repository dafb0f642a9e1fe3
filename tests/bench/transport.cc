// The minimum cost of a list of Services: it is fetched in pages over TLS, gunzipped and discarded.
//
//   bench_transport URL CA_FILE TOKEN

#include <curl/curl.h>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string>

namespace exporter::bench {
namespace {

// The text before the continue token in a list of the stand-in.
constexpr std::size_t kHead = 512;

struct Page {
  std::string head;
  std::size_t bytes = 0;
};

std::size_t Take(const char* data, std::size_t size, std::size_t count, void* taken) {
  auto& page = *static_cast<Page*>(taken);
  const std::size_t length = size * count;
  if (page.head.size() < kHead) page.head.append(data, std::min(length, kHead));
  page.bytes += length;
  return length;
}

std::string TokenIn(const std::string& head) {
  const std::string key = "\"continue\":\"";
  const std::size_t start = head.find(key);
  if (start == std::string::npos) return {};
  return head.substr(start + key.size(), head.find('"', start + key.size()) - start - key.size());
}

int Run(const std::string& url, const char* ca_file, const std::string& token) {
  CURL* const curl = curl_easy_init();
  const std::string authorization = "Authorization: Bearer " + token;
  curl_slist* const headers = curl_slist_append(nullptr, authorization.c_str());
  curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
  curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Take);
  std::size_t bytes = 0;
  CURLcode code = CURLE_OK;
  std::string next;
  do {
    Page page;
    const std::string query = next.empty() ? "" : "&continue=" + next;
    curl_easy_setopt(curl, CURLOPT_URL, (url + "/api/v1/services?limit=500" + query).c_str());
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &page);
    code = curl_easy_perform(curl);
    next = TokenIn(page.head);
    bytes += page.bytes;
  } while (code == CURLE_OK && !next.empty());
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  std::cout << bytes << " bytes\n";
  return code == CURLE_OK ? 0 : 1;
}

}  // namespace
}  // namespace exporter::bench

int main(int count, char** arguments) {
  return count == 4 ? exporter::bench::Run(arguments[1], arguments[2], arguments[3]) : 2;
}
