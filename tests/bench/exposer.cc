// The Exposer of prometheus-cpp with the series of an exposition in the text format.
//
//   bench_exposer FILE
//
// All series are gauges here; their values cost the same. Prints "ready" and its port, and serves
// until its standard input ends.

#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <cstddef>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>

namespace exporter::bench {
namespace {

constexpr std::size_t kThreads = 8;  // one for each connection; its default is two

// The labels between the braces of a line. No value contains a quote.
prometheus::Labels LabelsOf(const std::string& text) {
  prometheus::Labels labels;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t equals = text.find("=\"", at);
    const std::size_t end = text.find('"', equals + 2);
    labels[text.substr(at, equals - at)] = text.substr(equals + 2, end - equals - 2);
    at = end + 2;  // after the comma
  }
  return labels;
}

std::size_t Register(std::istream& exposition, prometheus::Registry& registry) {
  std::map<std::string, prometheus::Family<prometheus::Gauge>*> families;
  std::size_t series = 0;
  const std::string help = "# HELP ";
  for (std::string line; std::getline(exposition, line);) {
    if (line.starts_with(help)) {
      const std::size_t space = line.find(' ', help.size());
      const std::string name = line.substr(help.size(), space - help.size());
      families[name] =
          &prometheus::BuildGauge().Name(name).Help(line.substr(space + 1)).Register(registry);
    }
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t name_end = line.find_first_of("{ ");
    const std::size_t space = line.rfind(' ');
    const bool labelled = line[name_end] == '{';
    const auto labels =
        labelled ? LabelsOf(line.substr(name_end + 1, space - name_end - 2)) : prometheus::Labels();
    families.at(line.substr(0, name_end))->Add(labels).Set(std::stod(line.substr(space)));
    ++series;
  }
  return series;
}

int Run(const char* file) {
  const auto registry = std::make_shared<prometheus::Registry>();
  std::ifstream exposition(file);
  const std::size_t series = Register(exposition, *registry);
  prometheus::Exposer exposer("127.0.0.1:0", kThreads);
  exposer.RegisterCollectable(registry);
  std::cout << "ready " << exposer.GetListeningPorts().front() << ' ' << series << std::endl;
  std::cin.ignore(INT32_MAX, EOF);
  return 0;
}

}  // namespace
}  // namespace exporter::bench

int main(int count, char** arguments) {
  return count == 2 ? exporter::bench::Run(arguments[1]) : 2;
}
