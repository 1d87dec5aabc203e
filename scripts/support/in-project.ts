/** Whether a file would lie in this project's folder: a key there is a key in somebody's repository, sooner or later. */
import { isAbsolute, join, relative, sep } from "node:path";

const PROJECT = join(import.meta.dirname, "../..");

/** @param file an absolute path */
export function isInProject(file: string): boolean {
  const path = relative(PROJECT, file);
  return path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
