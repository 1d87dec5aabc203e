/**
 * Runs before every command, in whatever Node is there (`--import`): TypeScript needs Node 22.18, and npm installs that one with the project,
 * unless scripts of packages are ignored (`ignore-scripts`). Plain JavaScript, so that an old Node can say so in one line.
 */
import { existsSync } from "node:fs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const isNew = major > 22 || (major === 22 && minor >= 18);

if (!existsSync(new URL("../node_modules/wrangler/package.json", import.meta.url))) {
  end("Nothing is installed yet: `npm install` first.");
} else if (!isNew) {
  end(
    `This is Node ${process.versions.node}, and 22.18 or newer is needed. \`npm install\` brings one, unless npm ignores scripts: \`npm rebuild node --ignore-scripts=false\`, then again.`,
  );
}

/** @param {string} why */
function end(why) {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}
