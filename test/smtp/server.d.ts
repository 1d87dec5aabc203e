/** What the tests use of smtp-server, which brings no types. */
declare module "smtp-server" {
  export interface Session {
    readonly secure: boolean;
    readonly envelope: {
      readonly mailFrom: { readonly address: string };
      readonly rcptTo: readonly { readonly address: string }[];
    };
  }
  export class SMTPServer {
    constructor(options: Readonly<Record<string, unknown>>);
    readonly server: import("node:net").Server;
    listen(port: number, host: string, done: () => void): void;
    close(done: () => void): void;
    on(event: "error", listener: () => void): void;
  }
}
