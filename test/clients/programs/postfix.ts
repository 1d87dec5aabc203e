/** Postfix as a mail server of its own, in a folder: whoever cannot be reached by it gets a bounce, as from any server on the Internet. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { PATH } from "../debian.ts";
import { freePort } from "./port.ts";

const env = { ...process.env, PATH };

export class Postfix {
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly port: number;

  private constructor(folder: string, child: ChildProcess, port: number) {
    this.#folder = folder;
    this.#child = child;
    this.port = port;
  }

  /**
   * @param domains whose mailboxes are here, all of them full
   * @param next where everything else goes
   */
  static async start(folder: string, domains: readonly string[], next: number): Promise<Postfix> {
    const port = await freePort();
    for (const name of ["conf", "queue", "data"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "conf/main.cf"), mainSettings(folder, domains, next));
    writeFileSync(join(folder, "conf/master.cf"), services(folder, port));
    // <sysexits.h>: EX_CANTCREAT is for good.
    writeFileSync(join(folder, "deliver.sh"), "echo '5.2.2 The mailbox is full'; exit 73\n");
    await asRoot("chown", "postfix", join(folder, "data"));
    await asRoot("chown", "root", join(folder, "conf"), join(folder, "conf/main.cf"), join(folder, "conf/master.cf"));
    const [program = "", ...args] = rootly("postfix", "-c", join(folder, "conf"), "start-fg");
    const child = spawn(program, args, { env, stdio: "ignore" });
    const postfix = new Postfix(folder, child, port);
    await postfix.#answers();
    return postfix;
  }

  /** What it keeps belongs to root, so that root takes it away. */
  async stop(): Promise<void> {
    const ended = once(this.#child, "close");
    await asRoot("postfix", "-c", join(this.#folder, "conf"), "stop");
    await ended;
    await asRoot("rm", "-rf", this.#folder);
  }

  async #answers(): Promise<void> {
    for (let attempt = 0; attempt < 300 && this.#child.exitCode === null; attempt++) {
      const socket = createConnection(this.port, "127.0.0.1");
      const isOpen = await once(socket, "connect").then(
        () => true,
        () => false,
      );
      socket.destroy();
      if (isOpen) return;
      await pause(200);
    }
    throw new Error("Postfix does not start");
  }
}

/** Its master runs as root and nobody else. */
function rootly(...command: readonly string[]): readonly string[] {
  return process.getuid?.() === 0 ? command : ["sudo", "-n", ...command];
}

async function asRoot(...command: readonly string[]): Promise<void> {
  const [program = "", ...args] = rootly(...command);
  await promisify(execFile)(program, args, { env });
}

const mainSettings = (folder: string, domains: readonly string[], next: number) => `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/queue/log
maillog_file_prefixes = ${folder}
myhostname = mx.provider.example
mydestination =
virtual_mailbox_domains = ${domains.join(" ")}
virtual_mailbox_maps = static:x
virtual_transport = full:
relayhost = [127.0.0.1]:${next}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
smtp_tls_security_level = none
`;

/** https://www.postfix.org/master.5.html; not one of them in a chroot. */
const services = (folder: string, port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
full unix - n n - - pipe user=nobody argv=/bin/sh ${folder}/deliver.sh
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
