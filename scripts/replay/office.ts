/** The desk that the replayed messages pass: one public address, two officers, one correspondent. */
import { Desk } from "../support/desk.ts";
import type { LocalWorker } from "../support/local-worker.ts";

export const OFFICER = "replay.officer@private-mail.example";
export const SECOND_OFFICER = "second.officer@other-mail.example";
export const CORRESPONDENT = "correspondent@outside.example";

/** Stands for the alias in planted messages, until there is one. */
export const ALIAS_PLACE = "anon-@alias.place.invalid";

export interface Office {
  readonly desk: Desk;
  readonly publicAddress: string;
  readonly alias: string;
}

export async function openOffice(worker: LocalWorker): Promise<Office> {
  const desk = new Desk(worker);
  const published = await desk.publish("desk@replay.example", "Replay Desk");
  const { id: forwardingId } = await desk.officer(published, OFFICER, "first");
  await desk.officer(published, SECOND_OFFICER, "second");
  const { alias } = await desk.writeFirst(forwardingId, CORRESPONDENT);
  return { desk, publicAddress: published.address, alias };
}
