// Faulty replies for an interceptor of the stand-in API server (tests/standin/api_server.h).

#ifndef TESTS_SUPPORT_FAULTS_H_
#define TESTS_SUPPORT_FAULTS_H_

#include <string>

#include "tests/standin/api_server.h"
#include "tests/standin/exchange.h"

namespace exporter::tests {

// An HTML page with status 200.
standin::Reply LoginPage();
// Status 302.
standin::Reply RedirectTo(const std::string& url);
// The same reply with another delivery.
standin::Reply Delivered(standin::Reply reply, standin::Delivery delivery);
// Replies to every request for `path` with an empty list page of `kind` that has a continue token.
// `same_token`: all pages have the same token.
standin::ApiServer::Interceptor EndlessList(const std::string& path, const std::string& kind,
                                            bool same_token);

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_FAULTS_H_
