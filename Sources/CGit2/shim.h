#pragma once
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
/* git_libgit2_opts is variadic, which Swift does not import: one wrapper an argument type. */
static inline int cgit2_set_int(int option, int value) { return git_libgit2_opts(option, value); }
static inline int cgit2_set_size(int option, size_t value) { return git_libgit2_opts(option, value); }
static inline int cgit2_set_search_path(int level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}
#if defined(__linux__)
/* Swift's view of glibc leaves it out. */
extern int syncfs(int file);
static inline int cgit2_syncfs(int file) { return syncfs(file); }
#endif
