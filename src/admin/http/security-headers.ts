/** What a browser must not do with our answers. */

const EVERYWHERE: Readonly<Record<string, string>> = {
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Strict-Transport-Security": "max-age=31536000",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
};

/** An answer of the API is no page: nothing in it is to be run, shown or framed. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** No inline code, nothing from elsewhere (as public/_headers says for files that never pass the worker). */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function secured(response: Response): Response {
  // The answers of assets are immutable: a copy shares their body.
  const copy = new Response(response.body, response);
  for (const [name, value] of Object.entries(EVERYWHERE)) copy.headers.set(name, value);
  const isPage = copy.headers.get("Content-Type")?.startsWith("text/html") ?? false;
  copy.headers.set("Content-Security-Policy", isPage ? PAGE_POLICY : API_POLICY);
  return copy;
}
