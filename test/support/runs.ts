/**
 * How many cases a property is tried with: `FC_RUNS` for a long run, else the number that fits into `npm test`. (Vite
 * hands variables into the worker only when they begin with VITE_.)
 */
export function runs(usual: number): number {
  const wanted = Number(process.env.FC_RUNS ?? process.env.VITE_FC_RUNS);
  return wanted > 0 ? wanted : usual;
}
