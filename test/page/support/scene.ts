/** A scene is one story that the page must be able to tell. Scenes register themselves when their file is imported. */
import type { Stage } from "./stage.ts";

export interface Scene {
  readonly name: string;
  readonly play: (stage: Stage) => Promise<void>;
}

export const scenes: Scene[] = [];

export function scene(name: string, play: (stage: Stage) => Promise<void>): void {
  scenes.push({ name, play });
}
