// A stand-in for hundreds of API servers behind one port, as behind a proxy: each path prefix,
// "/c/17", is a cluster with one pool and one Service.
//
// One thread serves all connections with poll(), because the server of standin/ has a thread for
// each connection and cannot have descriptors above 1,023.

#ifndef TESTS_SUPPORT_MANY_CLUSTERS_H_
#define TESTS_SUPPORT_MANY_CLUSTERS_H_

#include <string>
#include <thread>

namespace exporter::tests {

class ManyClusters {
 public:
  ManyClusters();
  ~ManyClusters();
  ManyClusters(const ManyClusters&) = delete;
  ManyClusters& operator=(const ManyClusters&) = delete;

  // A kubeconfig with `count` contexts, "c0" and so on.
  std::string Kubeconfig(int count) const;

 private:
  void Serve() const;

  int listener_ = -1;
  int port_ = 0;
  int stop_[2] = {-1, -1};  // a pipe: its end stops the thread
  std::thread thread_;
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_MANY_CLUSTERS_H_
