/** A port that most messages never ask: what answers it is loaded at the first question. */

type Ask = (...asked: readonly unknown[]) => unknown;

/** @param load called once, unless it fails */
export function lazily<Port extends object>(load: () => Promise<Port>): Port {
  let loaded: Promise<Port> | undefined;
  const ask = async (name: PropertyKey, asked: readonly unknown[]): Promise<unknown> => {
    loaded ??= load();
    const port = await loaded.catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return (Reflect.get(port, name) as Ask).apply(port, [...asked]);
  };
  // Whatever has a `then` would be asked for it by an await.
  const answer = (_: object, name: PropertyKey) =>
    name === "then" ? undefined : (...asked: readonly unknown[]) => ask(name, asked);
  return new Proxy<Port>({} as Port, { get: answer });
}
