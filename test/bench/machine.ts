/** What the bench ran on, in general terms. */
import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Octets. */
  readonly memory: number;
  readonly platform: string;
  readonly node: string;
  readonly workerd: string;
  /** How busy the machine was besides, when the bench started: the mean of one minute. */
  readonly load: number;
  readonly date: string;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memory: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    workerd: versionOf("workerd"),
    load: loadavg()[0] ?? 0,
    date: new Date().toISOString().slice(0, 10),
  };
}

function versionOf(dependency: string): string {
  const manifest = join(import.meta.dirname, "../../node_modules", dependency, "package.json");
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
}
