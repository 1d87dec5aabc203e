/** `npm run fuzz`: the property tests of the relay, a hundred thousand messages each, other ones every time. `-- 5000` for so many. */
import { spawnSync } from "node:child_process";

const RUNS = "100000";

const [runs = RUNS] = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    "pure",
    "test/reader",
    "test/fuzz/in-memory",
    "test/mail/scrub",
  ],
  { stdio: "inherit", env: { ...process.env, FC_RUNS: runs } },
);
process.exitCode = status ?? 1;
