/** The form of an encoded-word (RFC 2047 §2), as strict as each place must be. Whoever looks for one takes it from here. */

/** Its charset, its encoding, its payload. */
function form(encodings: "bq" | "b", payload: string): RegExp {
  return new RegExp(`=\\?([^?\\s]+)\\?([${encodings}])\\?(${payload})\\?=`, "gi");
}

/** As readers take it: they put up with spaces in the payload. */
export const LENIENT_WORD = form("bq", "[^?]*");

/** As every reader takes it. */
export const UNBROKEN_WORD = form("bq", "[^?\\s]*");

export const BASE64_WORD = form("b", "[^?]*");

/** The start of one, wherever it stands. */
export const WORD_OPENING = /=\?[^?\s]*\?[bq]\?/gi;

/** The charset that one starts with; RFC 2231 §5: a language may follow. */
export const WORD_CHARSET = /^=\?([^?*]*)/;

/** A text that ends in one in base64, whole or cut. */
export const ENDS_IN_BASE64_WORD = /=\?[^?\s]+\?b\?[^?\s]*(?:\?=)?$/i;

/** RFC 2047 §2 and §5 (3). Readers may leave a longer or looser word undecoded, and the name would look like noise. */
export const LEGAL_WORD = /^=\?[!#$%&'*+^`{|}~\w-]+\?(?:b\?[a-z0-9+/=]*|q\?[a-z0-9!*+/=_-]*)\?=$/i;
