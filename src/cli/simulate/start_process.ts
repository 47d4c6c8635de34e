import type { StartProcess } from "../../simulation/real/process.ts";
import { ChildPeer } from "../demo/child_peer.ts";

/** Starts a process of `drover train`, with its own permissions. */
export const startProcess: StartProcess = (name, args, onLine) =>
  new ChildPeer(name, ["train", ...args], onLine);
