/** Whether a port can be had: asked before anything is started, since wrangler would take another one, or fail late. */
import { once } from "node:events";
import { createServer } from "node:net";
import { UsageError } from "../support/command.ts";

/** @throws UsageError with what to do */
export async function freePort(text: string): Promise<number> {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new UsageError(`--port wants a number from 1 to 65535, not "${text}".`);
  for (const host of ["127.0.0.1", "::1"]) await requireFree(port, host);
  return port;
}

async function requireFree(port: number, host: string): Promise<void> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, "listening");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE") {
      throw new UsageError(
        `Port ${port} is in use: end what runs there, or \`npm start -- --port ${port === 65_535 ? 8787 : port + 1}\`.`,
      );
    }
    if (code === "EACCES") throw new UsageError(`Port ${port} is not for everybody: take one above 1023.`);
    // A machine without IPv6 has no ::1, and that is no trouble.
  } finally {
    server.close();
  }
}
