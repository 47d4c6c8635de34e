import { HandshakeError } from "./connections.ts";
import { messageOf } from "./errors.ts";

/** What a system error means, and what to look at. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    "connection refused; start a peer there, or take the address that it shows when it starts",
  ENOTFOUND: "there is no such host; take an IP address, or mend the name",
  EHOSTUNREACH:
    "no way leads to that machine; is it on, and in the same network?",
  ENETUNREACH:
    "no way leads to that network; take an address that this machine can reach",
  ETIMEDOUT:
    "no answer; is the machine on, and does its firewall let the port through?",
};

/** Why a connection failed, in words; undefined where that is told elsewhere. */
export function reasonOf(error: unknown): string | undefined {
  const chain: unknown[] = [];
  for (let e = error; e instanceof Error && chain.length < 8; e = e.cause) {
    chain.push(e, ...e instanceof AggregateError ? e.errors : []);
  }
  for (const each of chain) {
    const { code, name } = each as Error & { code?: string };
    const known = SYSTEM_ERRORS[code ?? ""];
    if (known !== undefined) return known;
    if (name === "TimeoutError") return SYSTEM_ERRORS.ETIMEDOUT;
  }
  return error instanceof HandshakeError ? undefined : messageOf(error);
}
