/** An admin, or whoever has stolen the token, asks for something and hangs up before the answer is there. */
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import worker from "../../src/index.ts";

it("a call goes on when its caller hangs up: the officers whom it concerns hear of it", async () => {
  const kept: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => void kept.push(work) };
  const answer = worker.fetch(new Request("https://relay.school.example/api/health"), env as never, context);
  expect(kept).toHaveLength(1);
  await Promise.all([answer, ...kept]);
});
