/** Stands for Babel's `defineProperty` helper, which mimetext's bundle asks for (wrangler.toml, `alias`). */
export default function defineProperty(target: object, key: PropertyKey, value: unknown): object {
  return Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
