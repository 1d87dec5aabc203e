/** Who is at work: a token from the environment (CI), or what `wrangler login` has left; wrangler keeps and renews that itself. */
import { once } from "node:events";
import { wrangler, wranglerOutput } from "../start/wrangler.ts";

/** @param mayAsk whether somebody sits there, who can sign in with a browser */
export async function apiToken(mayAsk: boolean): Promise<string> {
  if (process.env.CLOUDFLARE_API_TOKEN) return process.env.CLOUDFLARE_API_TOKEN;
  const known = await wranglersToken();
  if (known !== undefined) return known;
  if (mayAsk) await signIn();
  const token = mayAsk ? await wranglersToken() : undefined;
  if (token !== undefined) return token;
  throw new Error("Not signed in to Cloudflare: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.");
}

async function wranglersToken(): Promise<string | undefined> {
  try {
    const said = JSON.parse(await wranglerOutput(["auth", "token", "--json"])) as { readonly token?: unknown };
    return typeof said.token === "string" ? said.token : undefined;
  } catch {
    return undefined; // It says so by failing.
  }
}

async function signIn(): Promise<void> {
  await once(wrangler(["login"], "inherit"), "close");
}
