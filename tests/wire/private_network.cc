#include "tests/wire/private_network.h"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace exporter::tests {
namespace {

constexpr const char* kLab = PROJECT "/tests/wire/lab.sh";

void Check(int result, const char* step) {
  if (result != 0) throw std::system_error(errno, std::generic_category(), step);
}

Arguments Joined(Arguments first, const Arguments& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

void Command(const Arguments& arguments) {
  const Finished finished = RunProgram(arguments);
  if (finished.status == 0) return;
  std::string text;
  for (const std::string& each : arguments) text += each + ' ';
  throw std::runtime_error(text + "failed: " + finished.output + finished.errors);
}

Arguments OnHost(const std::string& host, const Arguments& command) {
  return Joined({"ip", "netns", "exec", host}, command);
}

PrivateNetwork::PrivateNetwork() {
  if (geteuid() != 0) return;
  Check(unshare(CLONE_NEWNET | CLONE_NEWNS), "unshare");
  Check(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "mount");
  Command({kLab, "create"});
  exists_ = true;
}

PrivateNetwork::~PrivateNetwork() {
  // The files below this folder keep the namespaces of the hosts.
  if (exists_) umount2("/run/netns", MNT_DETACH);
}

void PrivateNetwork::AddHost(const std::string& name, const std::string& mac,
                             const Arguments& addresses) const {
  Command(Joined({kLab, "host", name, mac}, addresses));
}

void PrivateNetwork::AddCard(const std::string& host, const std::string& mac,
                             const Arguments& addresses) const {
  Command(Joined({kLab, "card", host, mac}, addresses));
}

void PrivateNetwork::Settle() const { Command({kLab, "settle"}); }

}  // namespace exporter::tests
