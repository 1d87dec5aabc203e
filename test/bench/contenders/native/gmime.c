/* GMime, the reader of Evolution and Mutt's notmuch: reads the message, replaces the address in its texts, writes it. */
#include <gmime/gmime.h>
#include <string.h>
#include "timing.h"

/* As the others do: each text is decoded, the address replaced, and the text set anew. */
static void replace(GMimeObject *parent, GMimeObject *part, gpointer nothing) {
  (void)parent;
  (void)nothing;
  if (!GMIME_IS_TEXT_PART(part)) return;
  char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
  if (text && strstr(text, HIDDEN)) {
    gchar **pieces = g_strsplit(text, HIDDEN, -1);
    gchar *shown = g_strjoinv(SHOWN, pieces);
    g_mime_text_part_set_text(GMIME_TEXT_PART(part), shown);
    g_free(shown);
    g_strfreev(pieces);
  }
  g_free(text);
}

long work(const char *message, size_t length) {
  static int begun;
  if (!begun++) g_mime_init();
  GMimeStream *in = g_mime_stream_mem_new_with_buffer(message, length);
  GMimeParser *parser = g_mime_parser_new_with_stream(in);
  GMimeMessage *read = g_mime_parser_construct_message(parser, NULL);
  g_mime_message_foreach(read, replace, NULL);
  GMimeStream *out = g_mime_stream_mem_new();
  long wrote = g_mime_object_write_to_stream(GMIME_OBJECT(read), NULL, out);
  g_object_unref(out);
  g_object_unref(read);
  g_object_unref(parser);
  g_object_unref(in);
  return wrote;
}
