/** Builds the page into dist/public below the folder that it is run in, from where wrangler serves and uploads it (`[build]` in wrangler.toml). */
import { join } from "node:path";
import { bundlePage } from "./page/bundle.ts";
import { readArgumentsOrEnd } from "./support/command.ts";

const USAGE = `npm run page

Builds the page from public/ into dist/public. Wrangler does it by itself, before it serves and before it uploads.
`;

readArgumentsOrEnd(USAGE, {});
await bundlePage(join(process.cwd(), "dist/public"));
