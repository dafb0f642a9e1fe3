// Faulty replies for an interceptor of ApiServer.

#ifndef TESTS_SUPPORT_FAULTS_H_
#define TESTS_SUPPORT_FAULTS_H_

#include <string>

#include "tests/standin/api_server.h"
#include "tests/standin/exchange.h"

namespace exporter::tests {

standin::Reply LoginPage();
standin::Reply RedirectTo(const std::string& url);
standin::Reply Delivered(standin::Reply reply, standin::Delivery delivery);
// Answers lists of a kind with empty pages that always have a continue token.
standin::ApiServer::Interceptor EndlessList(const std::string& path, const std::string& kind,
                                            bool same_token);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_FAULTS_H_
