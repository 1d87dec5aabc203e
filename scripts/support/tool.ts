/** Runs a program of node_modules as this project's own: where it speaks, people read it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const PROJECT = join(import.meta.dirname, "../..");

/** @returns its exit code */
export async function runTool(program: string, ...args: readonly string[]): Promise<number> {
  const file = join(PROJECT, "node_modules", program);
  const child = spawn(process.execPath, [file, ...args], { cwd: PROJECT, stdio: "inherit" });
  const [code] = await once(child, "close");
  return Number(code ?? 1);
}
