/**
 * D1's own client over a service that answers from memory: the worker's CPU with the client's share in it (statements to JSON,
 * a request, the answer read), which counts against the worker in production, and without SQLite, which does not.
 */

/** What D1's client asks, of which an answer is known by its statements. */
interface Query {
  readonly sql: string;
  readonly params: readonly unknown[];
}

interface Known {
  readonly asked: string;
  readonly answer: string;
}

type Client = new (service: unknown) => D1Database;

export function clientFromMemory(real: D1Database): D1Database {
  const service: Fetcher = Reflect.get(real, "fetcher");
  const known = new Map<string, Known>();
  const answered = async (url: string, init: RequestInit): Promise<Response> => {
    const asked = String(init.body);
    const key = statementsOf(asked);
    const before = known.get(key);
    if (before) return new Response(renewed(before, asked), JSON_TYPE);
    const answer = await (await service.fetch(url, init)).text();
    known.set(key, { asked, answer });
    return new Response(answer, JSON_TYPE);
  };
  return new (real.constructor as Client)({ fetch: answered });
}

const JSON_TYPE = { headers: { "content-type": "application/json" } };

function statementsOf(asked: string): string {
  return queriesOf(asked)
    .map(({ sql }) => sql)
    .join("\n");
}

function queriesOf(asked: string): readonly Query[] {
  const queries = JSON.parse(asked) as Query | readonly Query[];
  return Array.isArray(queries) ? queries : [queries as Query];
}

/** Every attempt's claims have ids and a holder of their own, and its claims are answered with those. */
function renewed({ asked, answer }: Known, now: string): string {
  const [before, after] = [wordsOf(asked), wordsOf(now)];
  return before.reduce((text, word, at) => text.replaceAll(word, after[at] ?? word), answer);
}

/** What claims are known by, in order. */
function wordsOf(asked: string): readonly string[] {
  return queriesOf(asked).flatMap(({ params }) => params.flatMap((value) => holderOrIds(value)));
}

function holderOrIds(value: unknown): readonly string[] {
  if (typeof value !== "string") return [];
  if (/^[0-9a-z]{16}$/.test(value)) return [value];
  if (!value.startsWith("[{")) return [];
  return (JSON.parse(value) as readonly { readonly id?: string }[]).flatMap(({ id }) => id ?? []);
}
