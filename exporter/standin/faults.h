// Faults of a server, ready-made: replies for an interceptor of ApiServer.

#ifndef EXPORTER_STANDIN_FAULTS_H_
#define EXPORTER_STANDIN_FAULTS_H_

#include <string>

#include "exporter/standin/api_server.h"
#include "exporter/standin/exchange.h"

namespace exporter::standin {

Reply LoginPage();
Reply RedirectTo(const std::string& url);
Reply Delivered(Reply reply, Delivery delivery);
// Answers lists of a kind with a page of no items that always has another one behind it.
ApiServer::Interceptor EndlessList(const std::string& path, const std::string& kind,
                                   bool same_token);

}  // namespace exporter::standin

#endif  // EXPORTER_STANDIN_FAULTS_H_
