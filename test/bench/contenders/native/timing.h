/* CPU time of one function in a process of its own, as measure.ts takes it in Node: usage: PROGRAM FILE MILLISECONDS. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* Takes the message in memory; gives the octets of what would leave, or how often something was found. */
long work(const char *message, size_t length);

static double cpu(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
}

/* Kilobytes. */
static long peak(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss;
}

static char *message_of(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END)) exit(1);
  *length = ftell(file);
  rewind(file);
  char *message = malloc(*length + 1);
  if (!message || fread(message, 1, *length, file) != *length) exit(1);
  message[*length] = 0;
  fclose(file);
  return message;
}

static int ascending(const void *one, const void *other) {
  double difference = *(const double *)one - *(const double *)other;
  return (difference > 0) - (difference < 0);
}

#define SAMPLES 9

int main(int count, char **words) {
  size_t length;
  if (count < 3) return 2;
  char *message = message_of(words[1], &length);
  double budget = atof(words[2]), begun = cpu();
  long before = peak(), wrote = work(message, length);
  double first = cpu() - begun, warm, samples[SAMPLES];
  long grown = peak() - before, times = 1;
  /* A sample shorter than 20 ms is noise. */
  for (;; times *= 2) {
    begun = cpu();
    for (long at = 0; at < times; at++) wrote = work(message, length);
    warm = cpu() - begun;
    if (warm >= 20) break;
  }
  int affordable = budget / warm < 3 ? 3 : budget / warm > SAMPLES ? SAMPLES : (int)(budget / warm);
  for (int sample = 0; sample < affordable; sample++) {
    begun = cpu();
    for (long at = 0; at < times; at++) wrote = work(message, length);
    samples[sample] = (cpu() - begun) / times;
  }
  qsort(samples, affordable, sizeof *samples, ascending);
  printf("{\"first\":%f,\"cpu\":%f,\"memory\":%ld,\"runs\":%ld,\"wrote\":%ld}\n", first, samples[affordable / 2],
         grown * 1024, affordable * times, wrote);
  return 0;
}
