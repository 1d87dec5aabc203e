"""A second reader of what leaves: Python's own. Each argument is a message; one line of JSON for each: all that it says.

Nothing here is shared with the relay, nor with the reader of test/reader: another parser of messages, of charsets, of HTML.
"""

import email
import email.header
import email.policy
import html
import html.parser
import json
import re
import sys
import unicodedata
import urllib.parse

DEPTH = 8


class Page(html.parser.HTMLParser):
    """Its text, as if no tag stood between two words, and what its attributes hold."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.attributes = [], []

    def handle_data(self, data):
        self.text.append(data)

    def handle_starttag(self, tag, attrs):
        # In a link a browser passes over line breaks.
        self.attributes += [re.sub(r"[\t\r\n]", "", value) for _, value in attrs if value]


def charset_text(octets, charset):
    """As its charset reads, and as UTF-8, and as the octets are."""
    found = [octets.decode("latin-1")]
    for name in (charset or "utf-8", "utf-8", "utf-16" if octets[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            found.append(octets.decode(name, "replace"))
        except LookupError:
            pass  # A charset that Python has not heard of: the other readings count.
    return found


def folded(text):
    return re.sub(r"\r*\n[ \t]", "", text)


def words(text):
    """Every reading of a text: entities, percent signs, tags, folds."""
    page = Page()
    page.feed(text)
    page.close()
    plain = [text, folded(text), "".join(page.text), html.unescape(text), *page.attributes]
    return plain + [urllib.parse.unquote(one) for one in plain if "%" in one]


def header_words(value):
    """A field as it stands, unfolded, and with its encoded-words read."""
    raw = str(value)
    found = [raw, folded(raw)]
    try:
        found.append(str(email.header.make_header(email.header.decode_header(folded(raw)))))
    except (email.errors.HeaderParseError, LookupError, UnicodeError, ValueError):
        pass  # Not to be read: nobody's mail program shows more of it than stands there.
    return found


def parts_words(message, depth):
    for part in message.walk():
        for name, value in part.raw_items():
            yield from header_words(value)
        for parameter in ("filename", "name"):
            for field in ("content-disposition", "content-type"):
                value = part.get_param(parameter, None, field)
                if value is not None:
                    yield email.utils.collapse_rfc2231_value(value)
        yield from [part.preamble or "", part.epilogue or ""]
        if part.is_multipart():
            continue
        octets = part.get_payload(decode=True) or b""
        for text in charset_text(octets, part.get_content_charset()):
            yield from words(text)
        if depth < DEPTH and re.match(rb"(?:[!-9;-~]+:[^\n]*\r?\n(?:[ \t][^\n]*\n)*){1,}\r?\n", octets):
            yield from parts_words(email.message_from_bytes(octets), depth + 1)


def by_the_eye(text):
    shown = unicodedata.normalize("NFKC", text)
    return "".join(one for one in shown if unicodedata.category(one) not in ("Cf", "Mn") and one not in "\x00\x01\x02").lower()


for path in sys.argv[1:]:
    with open(path, "rb") as file:
        octets = file.read()
    said = {by_the_eye(text) for text in [octets.decode("latin-1"), *parts_words(email.message_from_bytes(octets), 0)]}
    print(json.dumps(sorted(said)))
