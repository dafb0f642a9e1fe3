#include "tests/sites/server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <httplib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

// The inodes of the sockets that the process has opened.
std::set<std::string> SocketsOf(pid_t process) {
  const std::string prefix = "socket:[";
  std::set<std::string> inodes;
  std::error_code error;
  for (const auto& file :
       std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", process), error)) {
    const std::string target = std::filesystem::read_symlink(file.path(), error).string();
    if (!target.starts_with(prefix)) continue;
    inodes.insert(target.substr(prefix.size(), target.size() - prefix.size() - 1));
  }
  return inodes;
}

// "127.0.0.1:34567", or an empty string if the process does not listen on the host. The programs
// log the address that they were given, whose port is 0.
std::string ListenerOf(pid_t process, const std::string& host) {
  in_addr address{};
  inet_pton(AF_INET, host.c_str(), &address);
  const std::string prefix = fmt::format("{:08X}:", address.s_addr);
  const std::set<std::string> sockets = SocketsOf(process);
  std::ifstream table(fmt::format("/proc/{}/net/tcp", process));
  for (std::string line; std::getline(table, line);) {
    std::istringstream fields(line);
    std::string number, local, remote, state, queues, timer, retransmits, user, timeout, inode;
    fields >> number >> local >> remote >> state >> queues >> timer >> retransmits >> user >>
        timeout >> inode;
    const bool listens = state == "0A";
    if (!listens || !local.starts_with(prefix) || !sockets.contains(inode)) continue;
    return fmt::format("{}:{}", host, std::stoi(local.substr(prefix.size()), nullptr, 16));
  }
  return {};
}

}  // namespace

Server::Server(const Arguments& arguments, const std::string& ready_path)
    : process_(Guarded(arguments)) {
  const auto is_ready = [&] {
    if (!process_.running()) {
      throw std::runtime_error(arguments.front() + " has ended:\n" + process_.output() +
                               process_.errors());
    }
    address_ = ListenerOf(process_.id(), kHttpHost);
    if (address_.empty()) return false;
    const auto response = httplib::Client(Url()).Get(ready_path);
    return response && response->status == 200;
  };
  WaitUntil(is_ready, [&] {
    return arguments.front() + " to be ready; its output:\n" + process_.output() +
           process_.errors();
  });
}

std::string Server::AddressOn(const std::string& host) const {
  std::string address;
  WaitUntil(
      [&] {
        address = ListenerOf(process_.id(), host);
        return !address.empty();
      },
      [&] { return "a listener on " + host; });
  return address;
}

std::string Server::Text(const std::string& path) const {
  const auto response = httplib::Client(Url()).Get(path);
  return response ? response->body : std::string();
}

Json Server::Get(const std::string& path) const {
  const std::string text = Text(path);
  return Json::IsValid(text) ? Json::Parse(text) : Json();
}

std::vector<Json> Server::Query(const std::string& query) const {
  httplib::Client client(Url());
  const auto response = client.Post("/api/v1/query", httplib::Params{{"query", query}});
  if (!response) {
    throw std::runtime_error("no response to " + query + "; the output of the program:\n" +
                             process_.output() + process_.errors());
  }
  if (response->status != 200) throw std::runtime_error(query + ": " + response->body);
  return Json::Parse(response->body).at("data").at("result").Elements();
}

void Server::WaitForValue(const std::string& query, const std::string& value) const {
  std::string last;
  WaitUntil(
      [&] {
        const std::vector<Json> series = Query(query);
        last.clear();
        for (const Json& each : series) last += each.Dump() + '\n';
        return series.size() == 1 && series.front().at("value").at(1) == value;
      },
      [&] { return query + " to have the value " + value + "; the last result:\n" + last; });
}

std::vector<Json> Server::Alerts() const {
  const Json data = Get("/api/v1/alerts").at("data");
  // Thanos Ruler writes {"Alerts": null} if there are none.
  const Json alerts = data.contains("alerts") ? data["alerts"] : data["Alerts"];
  return alerts.empty() ? std::vector<Json>() : alerts.Elements();
}

}  // namespace exporter::tests
