/** At the end: everything that left, everything on disk, and everything that the desk and the log said. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { everybody } from "../people.ts";
import type { Stage } from "../stage.ts";

export async function closing(stage: Stage): Promise<void> {
  const { story, came, left, leaks, desk, worker } = stage;
  story.scene({ ja: "おわりに", en: "And now, on everything together" });
  story.check(
    {
      ja: `入ってきた${came.all}通のすべてで、同じ探し方で書いた人のアドレスが見つかる（探し方が正しい証拠）`,
      en: `In each of the ${came.all} mails that came in, the same search does find its sender's address (so it can see)`,
    },
    came.all > 0 && came.named === came.all,
    `${came.named}`,
  );
  story.check(
    {
      ja: `届いた${left.length}通のどこにも、隠したアドレスはない（本文、見えない部分、符号化された部分、ファイルの中まで）`,
      en: `In none of the ${left.length} mails that left does any hidden address stand: not in the text, not in fields nobody sees, in no encoding, in no file that can be read`,
    },
    left.length > 0 && leaks.length === 0,
    leaks.map(({ recipient, where, what }) => `${what} → ${recipient}: ${where}`).join("; "),
  );
  const addresses = everybody.map(({ address }) => address);
  const named = (text: string) => addresses.filter((address) => text.toLowerCase().includes(address));
  const database = await databaseText(worker.folder);
  story.check(
    {
      ja: "データベースのファイルを丸ごと読んでも、だれのアドレスも出てこない",
      en: "The whole database file, read as it lies on the disk, names nobody",
    },
    database.includes("pta@school.example") && named(database).length === 0,
    named(database).join(", "),
  );
  const answers = desk.answers.join("\n");
  story.check(
    { ja: "管理画面のAPIの答えにも、だれのアドレスも出てこない", en: "No answer of the admin's desk names anybody" },
    desk.answers.length > 0 && named(answers).length === 0,
    named(answers).join(", "),
  );
  const log = worker.logLines().join("\n");
  story.check(
    { ja: "記録（ログ）にも、だれのアドレスも出てこない", en: "No line of the log names anybody" },
    log.length > 0 && named(log).length === 0,
    named(log).join(", "),
  );
}

/** D1 keeps a database as SQLite's files. */
async function databaseText(folder: string): Promise<string> {
  const paths = await readdir(join(folder, "tmp"), { recursive: true });
  const files = paths.filter((path) => /[\\/]d1[\\/].*\.sqlite(?:-wal)?$/.test(path));
  const contents = await Promise.all(files.map((path) => readFile(join(folder, "tmp", path), "latin1")));
  return contents.join("\n").toLowerCase();
}
