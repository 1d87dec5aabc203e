/** The port of the operator's log. */

/** Where an operator looks. Never an address. */
export interface Log {
  write(entry: Readonly<Record<string, string | number | boolean>>): void;
}
