/** A connection to a mail server, as the session needs it; and the one that Workers have: https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/ */
import { connect } from "cloudflare:sockets";
import type { SmtpSettings } from "../../relay/submission.ts";

export interface Connection {
  /** Octets as they come; `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
  write(octets: Uint8Array): Promise<void>;
  /** The same connection, encrypted from here on (RFC 3207 §4). */
  secured(): Connection;
  close(): Promise<void>;
}

export function openSocket({ host, port, security }: SmtpSettings): Connection {
  const secureTransport = { implicit: "on", starttls: "starttls", none: "off" } as const;
  return connectionOn(
    connect({ hostname: host, port }, { secureTransport: secureTransport[security], allowHalfOpen: false }),
  );
}

function connectionOn(socket: Socket): Connection {
  const reader: ReadableStreamDefaultReader<Uint8Array> = socket.readable.getReader();
  const writer: WritableStreamDefaultWriter<Uint8Array> = socket.writable.getWriter();
  return {
    read: async () => (await reader.read()).value,
    write: (octets) => writer.write(octets),
    secured() {
      reader.releaseLock();
      writer.releaseLock();
      return connectionOn(socket.startTls());
    },
    close: () => socket.close(),
  };
}
