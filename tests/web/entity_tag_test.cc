#include "exporter/web/entity_tag.h"

#include <gtest/gtest.h>

namespace exporter::web {
namespace {

TEST(MatchesEntityTag, ComparesWeakly) {
  for (const char* header :
       {R"(W/"1-2")", R"("1-2")", "*", R"("a", W/"1-2")", R"( , "a,b" ,"1-2",)",
        "\t\"1-2\"\t, \"3\"", R"("1-2-gzip")", R"("a", W/"1-2-gzip")"}) {
    EXPECT_TRUE(MatchesEntityTag(header, R"(W/"1-2")")) << header;
    EXPECT_TRUE(MatchesEntityTag(header, R"("1-2")")) << header;
  }
}

TEST(MatchesEntityTag, RejectsOtherTagsAndInvalidHeaders) {
  for (const char* header : {"", " ", ",", R"("1-3")", R"(W/"1-2)", "1-2", R"(w/"1-2")", R"("a)",
                             R"("a,"1-2")", R"("a" 1-2)", "W/", R"("")", R"("1-3-gzip")",
                             R"("1-2-br")", R"("1-2gzip")", R"("-gzip")"}) {
    EXPECT_FALSE(MatchesEntityTag(header, R"(W/"1-2")")) << header;
  }
}

}  // namespace
}  // namespace exporter::web
