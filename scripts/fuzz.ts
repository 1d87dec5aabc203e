/** `npm run fuzz`: the property tests of the relay, a hundred thousand messages each, other ones every time. `-- 5000` for so many. */
import { spawnSync } from "node:child_process";
import { readArgumentsOrEnd } from "./support/command.ts";

const RUNS = "100000";

const USAGE = `npm run fuzz -- [RUNS]

The property tests of the relay, ${RUNS} messages each if not told otherwise, other ones every time.
`;

const { positionals } = readArgumentsOrEnd(USAGE, {});
const [runs = RUNS] = positionals;
if (!/^[1-9]\d{0,8}$/.test(runs) || positionals.length > 1) {
  process.stderr.write(USAGE);
  process.exit(2);
}
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
