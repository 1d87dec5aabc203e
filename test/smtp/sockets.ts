/** `cloudflare:sockets` on Node's own: the part of it that connection.ts uses. https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/ */
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";

/** The certificates that are believed; workerd has the public ones. */
export const trusted: { ca?: string } = {};

interface Address {
  readonly hostname: string;
  readonly port: number;
}

interface Wishes {
  readonly secureTransport: "on" | "off" | "starttls";
}

export function connect({ hostname: host, port }: Address, { secureTransport }: Wishes) {
  const isSecure = secureTransport === "on";
  const socket = isSecure ? tls.connect({ host, port, servername: host, ...trusted }) : net.connect({ host, port });
  return onSocket(socket, secureTransport === "starttls" ? host : undefined);
}

function onSocket(socket: net.Socket, mayBecomeSecureAs: string | undefined) {
  let fault: Error | undefined;
  socket.setMaxListeners(0); // Each read waits for three of its events.
  socket.on("error", (error) => {
    fault = error;
  });
  return {
    readable: readableOf(socket, () => fault),
    writable: writableOf(socket),
    close: async () => void socket.destroy(),
    startTls() {
      if (mayBecomeSecureAs === undefined) throw new TypeError("secureTransport is not starttls");
      return onSocket(tls.connect({ socket, servername: mayBecomeSecureAs, ...trusted }), undefined);
    },
  };
}

/** Nothing is read ahead: after STARTTLS the octets are somebody else's. */
function readableOf(socket: net.Socket, fault: () => Error | undefined): ReadableStream<Uint8Array> {
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    for (;;) {
      const octets: Buffer | null = socket.read();
      if (octets) return controller.enqueue(octets);
      if (socket.readableEnded || socket.destroyed) return fault() ? controller.error(fault()) : controller.close();
      await Promise.race([once(socket, "readable"), once(socket, "close"), once(socket, "end")]).catch(() => {});
    }
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

function writableOf(socket: net.Socket): WritableStream<Uint8Array> {
  return new WritableStream({
    write: (octets) =>
      new Promise((resolve, reject) => socket.write(octets, (error) => (error ? reject(error) : resolve()))),
  });
}
