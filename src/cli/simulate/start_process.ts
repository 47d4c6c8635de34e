import { fromFileUrl } from "@std/path";
import type { StartProcess } from "../../simulation/real/process.ts";
import { ChildPeer } from "../demo/child_peer.ts";

/** The project's root folder. */
const ROOT = new URL("../../../", import.meta.url);

/** Starts a process of `drover train`, with its own permissions. */
export const startProcess: StartProcess = (name, args, onLine) => {
  const root = fromFileUrl(ROOT);
  return new ChildPeer(
    name,
    [
      "run",
      "-P",
      `--config=${root}deno.json`,
      `${root}mod.ts`,
      "train",
      ...args,
    ],
    onLine,
  );
};
