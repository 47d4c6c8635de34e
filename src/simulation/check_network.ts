import { checkNames, type Fail, show } from "./check_names.ts";
import type { NetworkModel } from "./network_model.ts";

const FIELDS: readonly (keyof NetworkModel)[] = [
  "latency",
  "bandwidth",
  "loss",
  "duplication",
  "degree",
  "announceAbove",
  "chunkBytes",
  "payloadBytes",
  "requestTimeout",
];

/** Checks what a scenario says of links and gossip, in the words of who wrote it. */
export function checkNetwork(network: NetworkModel, fail: Fail): void {
  if (typeof network !== "object" || network === null) {
    fail(`network is ${show(network)}; it is an object such as { loss: 0.1 }`);
  }
  checkNames(network, FIELDS, "field of network", fail);
  const { latency, bandwidth, degree, requestTimeout } = network;
  const wrong = (field: keyof NetworkModel, must: string): never =>
    fail(`network.${field} is ${show(network[field])}; it ${must}`);
  for (const field of ["loss", "duplication"] as const) {
    const part = network[field];
    if (part === undefined || part >= 0 && part <= 1) continue;
    wrong(field, "is a part, from 0 to 1");
  }
  if (degree !== undefined && !(Number.isSafeInteger(degree) && degree > 0)) {
    wrong("degree", "must be a whole number > 0");
  }
  const { announceAbove } = network;
  if (announceAbove !== undefined && !(announceAbove >= 0)) {
    wrong("announceAbove", "must be bytes, a number of 0 or more");
  }
  for (const field of ["chunkBytes", "payloadBytes"] as const) {
    const bytes = network[field];
    if (bytes === undefined || Number.isSafeInteger(bytes) && bytes > 0) {
      continue;
    }
    wrong(field, "must be bytes, a whole number > 0");
  }
  if (
    latency !== undefined && typeof latency !== "function" &&
    typeof latency?.sample !== "function"
  ) {
    wrong(
      "latency",
      "must be a distribution of ms such as exponential(5), or a function of two peers",
    );
  }
  if (
    bandwidth !== undefined && typeof bandwidth !== "function" &&
    !(typeof bandwidth === "number" && bandwidth > 0)
  ) {
    wrong(
      "bandwidth",
      "must be bytes a ms, a number > 0, or a function of the peer",
    );
  }
  if (
    requestTimeout !== undefined &&
    !(typeof requestTimeout === "number" && requestTimeout > 0)
  ) {
    wrong("requestTimeout", "must be ms, a number > 0");
  }
}
