import { timingSafeEqual } from "node:crypto";
import { isLoopback } from "./address.ts";

/** Whether a request may pass: `undefined`, or the answer that it gets instead. */
export type Guard = (request: Request) => Response | undefined;

/**
 * For a server that only this machine can reach. A page from elsewhere may have its own name
 * resolve to 127.0.0.1 (DNS rebinding) and would be taken for this server's own page by the
 * browser: its requests still bear that name as their host.
 */
export const loopbackGuard: Guard = (request) => {
  const { hostname } = new URL(request.url);
  if (isLoopback(hostname.replace(/^\[|\]$/g, ""))) return undefined;
  return refusal(
    `This dashboard answers to localhost and 127.0.0.1, not to ${hostname}`,
    403,
  );
};

/**
 * For a server that others can reach: a token stands in the address that was printed, and is
 * kept in a cookie from there on; a program sends it as `Authorization: Bearer TOKEN`.
 */
export function tokenGuard(token: string, port: () => number): Guard {
  return (request) => {
    const url = new URL(request.url);
    // Cookies do not tell ports apart: each dashboard of a machine has one of its own.
    const cookie = `drover-${port()}`;
    const given = url.searchParams.get("token");
    if (given !== null && isEqual(given, token)) {
      if (request.method !== "GET" || url.pathname !== "/") return undefined;
      // The token does not stay in the address bar, nor in the history. Lax: whoever follows a
      // link in a chat is to get in, and there is nothing that another page could change.
      return new Response(null, {
        status: 303,
        headers: {
          location: "/",
          "set-cookie": `${cookie}=${token}; Path=/; HttpOnly; SameSite=Lax`,
        },
      });
    }
    const kept = request.headers.get("cookie")?.split(/;\s*/)
      .find((part) => part.startsWith(`${cookie}=`))?.slice(cookie.length + 1);
    const bearer = request.headers.get("authorization")
      ?.match(/^Bearer (.+)$/i)?.[1];
    if (given === null && isEqual(kept ?? bearer ?? "", token)) {
      return undefined;
    }
    return refusal(
      given === null && kept === undefined && bearer === undefined
        ? "This dashboard needs its token: open the address with ?token=... that Drover printed when it started"
        : "This is not the token of this dashboard, which has a new one each time: open the address that Drover printed when it started last",
      403,
    );
  };
}

/** Keeps out the scripts of other pages, which could not read the answer but would keep connections busy. */
export const refuseStrangers: Guard = (request) => {
  const site = request.headers.get("sec-fetch-site") ?? "none";
  const isOwn = site === "same-origin" || site === "none";
  if (isOwn || request.headers.get("sec-fetch-mode") === "navigate") {
    return undefined;
  }
  return refusal("This dashboard is for its own page", 403);
};

/** A fresh token, of 144 random bits. */
export function createToken(): string {
  return crypto.getRandomValues(new Uint8Array(18))
    .toBase64({ alphabet: "base64url" });
}

/** A plain answer that says why not. */
export function refusal(
  text: string,
  status: number,
  headers: Record<string, string> = {},
): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });
}

/** Whether two texts are equal, in a time that says nothing of where they differ. */
function isEqual(given: string, token: string): boolean {
  const encoder = new TextEncoder();
  const [a, b] = [encoder.encode(given), encoder.encode(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
