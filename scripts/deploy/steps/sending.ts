/** Answers leave through Email Sending: whether the domain is onboarded, and whether word of failures comes to the queue. */
import type { Site } from "../site.ts";
import { done, left, missing, type Step } from "../step.ts";
import { findQueue } from "./queue.ts";

interface Sender {
  readonly name: string;
  readonly enabled: boolean;
}

/** Onboarding writes a DMARC record with `p=reject`: whoever else sends from that domain has to know before. So people do it. */
export const sending: Step = {
  name: { ja: "返信を送れるか調べる（Email Sending）", en: "see whether answers can be sent (Email Sending)" },
  async check(site) {
    const { domain } = site.settings;
    const senders = await site.api.list<Sender>(`/zones/${site.zone.id}/email/sending/subdomains`);
    site.canSend = senders.some(({ name, enabled }) => name === domain && enabled);
    if (site.canSend) return done(`${domain} から返信を送れます。`, `Answers can leave from ${domain}.`);
    return left(
      `返信にはまだ準備が必要です: Workers Paid にし、管理画面の Compute → Email Service → Email Sending → Onboard Domain で ${domain} を選びます。DMARC の p=reject が書き込まれるので、${domain} からほかの仕組みで送っているメールがないことを先に確かめてください。そのあともう一度実行します。`,
      `For answers: Workers Paid, then Compute → Email Service → Email Sending → Onboard Domain → ${domain} in the dashboard. It writes a DMARC record with p=reject, so see first that nothing else sends mail from ${domain}. Then run this again.`,
    );
  },
};

interface Subscription {
  readonly source: { readonly type: string; readonly domain?: string };
  readonly enabled?: boolean;
}

const EVENTS = ["message.bounced", "message.failed", "message.rejected", "message.complained"];
const SUBSCRIBED = done("届かなかった返信の知らせを受け取ります。", "Word of answers that fail later will come.");

export const subscription: Step = {
  name: { ja: "届かなかった返信の知らせを受け取る", en: "subscribe to word of answers that fail later" },
  async check(site) {
    if (!site.canSend) return done("Email Sending のあとで設定します。", "That comes after Email Sending.");
    const found = (await subscriptions(site)).some(({ source }) => source.domain === site.settings.domain);
    return found ? SUBSCRIBED : missing("知らせの設定がまだありません。", "There is no subscription yet.");
  },
  async do(site) {
    const { domain } = site.settings;
    const queue = await findQueue(site);
    await site.api.send("POST", site.account("/event_subscriptions/subscriptions"), {
      name: `safetyanswer-${domain.replaceAll(".", "-")}`,
      enabled: true,
      source: { type: "email.sending", zone_id: site.zone.id, domain },
      destination: { type: "queues.queue", queue_id: queue?.queue_id },
      events: EVENTS,
    });
    return SUBSCRIBED;
  },
};

async function subscriptions(site: Site): Promise<readonly Subscription[]> {
  const queue = await findQueue(site);
  if (!queue) return [];
  return site.api.list<Subscription>(site.account(`/event_subscriptions/subscriptions?queue_id=${queue.queue_id}`));
}
