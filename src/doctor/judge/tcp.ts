import type { TcpResult } from "../measure/tcp.ts";

/** How an attempt to connect ended, in words. */
export function describeTcp(result: TcpResult): string {
  switch (result.kind) {
    case "open":
      return `connected in ${milliseconds(result.ms)}`;
    case "refused":
      return `refused after ${milliseconds(result.ms)}`;
    case "silent":
      return `no answer within ${(result.ms / 1000).toFixed(1)} s`;
    case "unreachable":
      return "no way leads there";
    case "forbidden":
      return "forbidden by this machine's own rules";
    case "no-host":
      return "there is no such host name";
    case "other":
      return result.reason;
  }
}

/** `0.4 ms`, `12 ms`. */
export function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}
