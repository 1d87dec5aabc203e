/**
 * Stands for core-js's `instance/trim`, which mimetext's bundle asks for (wrangler.toml, `alias`). workerd has the method
 * itself; core-js would bring 15 KB of polyfills with it. Like the original it gives the method, not its result.
 */
export default function trimOf(value: string): () => string {
  return value.trim;
}
