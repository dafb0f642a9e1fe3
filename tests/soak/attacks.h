// Malicious clients, each on a thread of its own.

#ifndef TESTS_SOAK_ATTACKS_H_
#define TESTS_SOAK_ATTACKS_H_

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace exporter::tests {

struct Attack {
  std::string name;
  // Attacks that port of 127.0.0.1 once. Called repeatedly while the attack lasts.
  std::function<void(int port, const std::stop_token& stop)> run;
};

std::vector<Attack> Attacks();

// 300 clients that guess the password of that user. They connect from 127.0.0.2.
Attack GuessedPasswords(const std::string& user);

// Runs the attack until the destructor.
class Attacker {
 public:
  Attacker(const Attack& attack, int port);

 private:
  std::jthread thread_;
};

}  // namespace exporter::tests

#endif  // TESTS_SOAK_ATTACKS_H_
