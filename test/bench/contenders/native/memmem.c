/* The floor: glibc's search for the boundary through the whole message, and nothing else. */
#define _GNU_SOURCE
#include <string.h>
#include "timing.h"

long work(const char *message, size_t length) {
  static const char boundary[] = "\n--" BOUNDARY;
  const char *end = message + length;
  long found = 0;
  for (const char *at = message; (at = memmem(at, end - at, boundary, sizeof boundary - 1)); at += sizeof boundary - 1)
    found++;
  return found;
}
