#ifndef WEFT_CLIBGIT2_SHIM_H
#define WEFT_CLIBGIT2_SHIM_H

#include <git2.h>
#include <git2/sys/transport.h>

#if LIBGIT2_VER_MAJOR < 1 || (LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 5)
#error "Weft needs libgit2 1.5 or later"
#endif

// git_libgit2_opts is variadic, which Swift does not import: one function for each option in use.

static inline int weft_git_set_search_path(git_config_level_t level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

static inline int weft_git_set_certificate_file(const char *file) {
  return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, (const char *)0);
}

// A subtransport and its stream with room for the Swift object behind them. C's layout puts `base` first, so that
// libgit2's pointer to the base is also the pointer to the whole.

typedef struct {
  git_smart_subtransport base;
  void *connection;
  git_smart_subtransport_stream *stream;
} weft_subtransport;

typedef struct {
  git_smart_subtransport_stream base;
  void *connection;
} weft_stream;

#endif
