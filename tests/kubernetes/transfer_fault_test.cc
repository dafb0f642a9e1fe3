#include "exporter/kubernetes/transfer_fault.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::kubernetes {
namespace {

TEST(ExplainFault, SaysWhatIsMeantBeforeWhatIsSaid) {
  EXPECT_EQ(ExplainFault(CURLE_RECV_ERROR,
                         "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate "
                         "required, errno 0",
                         true),
            "the server wants a client certificate (OpenSSL SSL_read: error:0A00045C:SSL "
            "routines::tlsv13 alert certificate required, errno 0)");
  EXPECT_EQ(ExplainFault(CURLE_PROXY, "CONNECT tunnel failed, response 407", true),
            "the proxy wants other credentials (CONNECT tunnel failed, response 407)");
  EXPECT_EQ(ExplainFault(CURLE_PROXY, "CONNECT tunnel failed, response 503", true),
            "the proxy refuses to connect to the server (CONNECT tunnel failed, response 503)");
}

TEST(ExplainFault, LeavesAsItIsWhatSaysEnough) {
  for (const char* clear : {"Could not resolve host: a.invalid", "Connection refused", ""}) {
    EXPECT_EQ(ExplainFault(CURLE_COULDNT_CONNECT, clear, true), clear);
  }
}

TEST(ExplainFault, OfAnEmptyAnswerItDependsOnTls) {
  const std::string said = "Empty reply from server";
  EXPECT_EQ(ExplainFault(CURLE_GOT_NOTHING, said, true), said);
  EXPECT_EQ(ExplainFault(CURLE_GOT_NOTHING, said, false),
            "the server ends the connection, as one does that speaks only TLS (" + said + ')');
}

}  // namespace
}  // namespace exporter::kubernetes
