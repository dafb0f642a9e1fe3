// Clients that mean no good, each on a thread of its own for as long as it lives.

#ifndef TESTS_SOAK_ATTACKS_H_
#define TESTS_SOAK_ATTACKS_H_

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace exporter::tests {

struct Attack {
  std::string name;
  // Against that port of 127.0.0.1, once; called again and again while the attack lasts.
  std::function<void(int port, const std::stop_token& stop)> strike;
};

std::vector<Attack> Attacks();

// 300 clients that guess the password of that user, from another address than ours: 127.0.0.2.
Attack GuessedPasswords(const std::string& user);

// The attack, until this goes.
class Attacker {
 public:
  Attacker(const Attack& attack, int port);

 private:
  std::jthread thread_;
};

}  // namespace exporter::tests

#endif  // TESTS_SOAK_ATTACKS_H_
