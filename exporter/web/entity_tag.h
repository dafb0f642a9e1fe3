// Compares entity tags of a request (RFC 9110, 8.8.3 and 13.1.2). Pure.

#ifndef EXPORTER_WEB_ENTITY_TAG_H_
#define EXPORTER_WEB_ENTITY_TAG_H_

#include <string_view>

namespace exporter::web {

// True if the client has the body with the entity tag `tag`. `if_none_match` is the header: "*", or
// a list of entity tags. The comparison is weak: a proxy may add or remove "W/". The tag "x-gzip"
// matches "x": Apache's mod_deflate adds this suffix to the tags of bodies that it compresses,
// because a compressed body needs another strong tag (RFC 9110, 8.8.3.3), but does not remove it
// from requests. Our tags are weak, and both bodies have the same content. An invalid element ends
// the list.
bool MatchesEntityTag(std::string_view if_none_match, std::string_view tag);

}  // namespace exporter::web

#endif  // EXPORTER_WEB_ENTITY_TAG_H_
