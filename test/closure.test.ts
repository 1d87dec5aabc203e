import { beforeAll, describe, expect, it } from "vitest";
import { type Closures, mailPath } from "./support/mail-path.ts";

/** KB, compressed. */
const [MOST_TO_DECIDE, MOST_IN_ALL] = [50, 100];

/** Of these the mail path needs nothing. */
const ELSEWHERE =
  /node_modules\/(?:drizzle-orm|hono|valibot|mimetext|jose|uqr)\/|^src\/(?:admin\/(?!http\/|upkeep\/schedule)|letters\/(?:network|alarm|command|compose|notice))/;

let path: Closures;

beforeAll(async () => {
  path = await mailPath();
}, 300_000);

describe("what is read until it is known what becomes of a mail", () => {
  it("has what looks up, decides and claims in it", () => {
    expect(path.deciding.inputs).toEqual(
      expect.arrayContaining(["src/relay/relay.ts", "src/relay/inbound/decide.ts", "src/store/journal/journal.ts"]),
    );
  });

  it("has nothing in it that reads the content of a mail, or is for answers alone", () => {
    expect(
      path.deciding.inputs.filter((path) => /^src\/(?:mail\/(?:mime|search|scrub)|relay\/reply)\//.test(path)),
    ).toEqual([]);
  });

  it("is below 50 KB", () => {
    expect(path.deciding.gzip / 1024).toBeLessThan(MOST_TO_DECIDE);
  });
});

describe("what is read for any usual mail, both ways", () => {
  it("has the whole mail path in it", () => {
    expect(path.usual.inputs).toEqual(
      expect.arrayContaining([...path.deciding.inputs, "src/mail/scrub/scrub.ts", "src/relay/reply/copy.ts"]),
    );
  });

  it("has no library in it that a mail does not need, no desk, and no letter of our own", () => {
    expect(path.usual.inputs.filter((path) => ELSEWHERE.test(path))).toEqual([]);
  });

  it("is below 100 KB as one file", () => {
    expect(path.usual.gzip / 1024).toBeLessThan(MOST_IN_ALL);
  });
});
