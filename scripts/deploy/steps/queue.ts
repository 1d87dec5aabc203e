/** The queue by which Cloudflare tells what became of answers that were handed over. */
import type { Site } from "../site.ts";
import { done, missing, type Step } from "../step.ts";

export interface Queue {
  readonly queue_id: string;
  readonly queue_name: string;
}

export async function findQueue(site: Site): Promise<Queue | undefined> {
  const queues = await site.api.list<Queue>(site.account(`/queues?name=${site.queue}`));
  return queues.find((one) => one.queue_name === site.queue);
}

const IS_THERE = done("返信の結果を知らせるキューがあります。", "The queue for word of failed answers is there.");

export const queue: Step = {
  name: {
    ja: "返信が届かなかったことを知るためのキューを作る",
    en: "make the queue that brings word of answers which fail later",
  },
  async check(site) {
    return (await findQueue(site)) ? IS_THERE : missing("キューがまだありません。", "There is no queue yet.");
  },
  async do(site) {
    await site.api.send("POST", site.account("/queues"), { queue_name: site.queue });
    return IS_THERE;
  },
};
