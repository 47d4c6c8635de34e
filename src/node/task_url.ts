import { resolve, toFileUrl } from "@std/path";

/** The URL of a task file that is given as a path or as a URL. */
export function toTaskUrl(task: string | URL): string {
  if (task instanceof URL) return task.href;
  if (/^[a-z][a-z0-9+.-]+:/i.test(task)) return task;
  return toFileUrl(resolve(task)).href;
}
