#include "exporter/manifests/file_walker.h"

#include <sys/stat.h>

#include <algorithm>
#include <system_error>

#include "exporter/manifests/manifest_paths.h"
#include "exporter/manifests/other_languages.h"
#include "exporter/manifests/repository_root.h"

namespace exporter::manifests {

namespace fs = std::filesystem;

bool IsManifestName(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

std::string WithoutDot(const fs::path& path) {
  std::string_view text = path.native();
  while (text.starts_with("./")) {
    text.remove_prefix(std::min(text.find_first_not_of('/', 1), text.size()));
  }
  return text.empty() || text == kStandardInput ? path.native() : std::string(text);
}

std::vector<fs::directory_entry> FileWalker::EntriesOf(const fs::path& folder,
                                                       const fs::path& root) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    const bool hidden = entry->path().filename().native().starts_with('.');
    if (hidden && entry->is_directory(ignored)) continue;
    if (!excludes_.Match(entry->path().string())) entries.push_back(*entry);
  }
  if (error) Report(folder, error.message());
  std::sort(entries.begin(), entries.end());
  std::erase_if(entries, [&](const fs::directory_entry& each) { return LeadsOut(each, root); });
  return entries;
}

bool FileWalker::Walk(const fs::path& folder, const fs::path& root, Seen& seen,
                      std::vector<Input>& files) {
  const std::size_t reported_before = problems_.size() + notes_.size();
  for (const fs::directory_entry& entry : EntriesOf(folder, root)) {
    std::error_code error;
    if (IsBrokenLink(entry.path())) {
      ReportBrokenLink(entry.path());
    } else if (entry.is_directory(error)) {
      if (IsNew(entry.path(), seen)) Walk(entry.path(), root, seen, files);
    } else if (IsManifestName(entry.path()) && IsNew(entry.path(), seen) && IsFile(entry)) {
      files.push_back({WithoutDot(entry.path())});
    } else {
      AddOtherLanguage(entry);
    }
  }
  return problems_.size() + notes_.size() == reported_before;
}

bool FileWalker::IsNew(const fs::path& path, Seen& seen) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) return true;  // reading reports the error
  return seen.emplace(info.st_dev, info.st_ino).second;
}

bool FileWalker::IsFile(const fs::directory_entry& entry) {
  std::error_code error;
  const fs::file_type type = entry.status(error).type();
  if (type == fs::file_type::regular || error) return true;  // reading reports the error
  Report(entry.path(), "is not a regular file");
  return false;
}

void FileWalker::AddOtherLanguage(const fs::directory_entry& entry) {
  std::error_code error;
  if (IsOtherLanguage(entry.path()) && entry.is_regular_file(error)) {
    other_languages_.insert(WithoutDot(entry.path()));
  }
}

void FileWalker::ReportBrokenLink(const fs::path& path) {
  if (IsManifestName(path)) {
    Report(path, std::string(kBrokenLink));
  } else if (!path.has_extension()) {  // perhaps a folder
    notes_.push_back(WithoutDot(path) + ": " + std::string(kBrokenLink));
  }
}

void FileWalker::Report(const fs::path& path, const std::string& message) {
  problems_.push_back({WithoutDot(path), 0, Problem::Kind::kUnreadable, message});
}

bool FileWalker::LeadsOut(const fs::directory_entry& entry, const fs::path& root) {
  std::error_code error;
  if (!entry.is_symlink(error)) return false;
  const fs::path target = fs::canonical(entry.path(), error);
  if (error) return false;  // a broken link
  if (IsBelow(target, root)) return false;
  if (entry.is_directory(error) || IsManifestName(entry.path())) {
    Report(entry.path(), "the link " + std::string(kLeadsOut));
  }
  return true;
}

}  // namespace exporter::manifests
