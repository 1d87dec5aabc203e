/**
 * Files of the page have names that change with what is in them. A page that a browser has kept for some minutes, or that was
 * left open, may ask for one of a version that is gone: it loads itself anew, once.
 */

/** What main.js takes away when it starts: a version that is not whole must not load itself for ever. */
const RELOAD = `const key = "safetyanswer.reloaded";
if (!sessionStorage.getItem(key)) {
  sessionStorage.setItem(key, "1");
  location.reload();
}
`;

export async function fileOrReload(request: Request, assets: Fetcher): Promise<Response> {
  const response = await assets.fetch(request);
  if (response.status !== 404 || !/^\/assets\/[^/]+\.js$/.test(new URL(request.url).pathname)) return response;
  return new Response(RELOAD, {
    headers: { "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-store" },
  });
}
