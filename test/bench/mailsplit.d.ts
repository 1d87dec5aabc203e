/** The little of mailsplit that the bench uses; the package brings no types. */
declare module "mailsplit" {
  import type { Transform } from "node:stream";

  export interface SplitNode {
    readonly type: "node" | "data" | "body";
    readonly root?: boolean;
    readonly headers: { update(key: string, value: string): void; remove(key: string): void };
  }
  export const Splitter: new () => Transform;
  export const Joiner: new () => Transform;
}
