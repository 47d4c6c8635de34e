import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseAddress } from "../../src/dashboard/address.ts";
import { createToken, tokenGuard } from "../../src/dashboard/guard.ts";
import { reachableAddress } from "../../src/dashboard/listen.ts";
import { Dashboard, DashboardError } from "../../src/dashboard/mod.ts";

/** An answer, read to its end. */
async function get(url: string, init?: RequestInit) {
  const response = await fetch(url, { redirect: "manual", ...init });
  const { status, headers } = response;
  return { status, headers, text: await response.text() };
}

/** The answer's first line to a request with a host of its own, which fetch() would not send. */
async function statusOf(port: number, host: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(
    `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  ));
  const buffer = new Uint8Array(64);
  await connection.read(buffer);
  return new TextDecoder().decode(buffer).split("\r\n")[0]!;
}

Deno.test("every answer keeps the page to itself", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  for (
    const path of ["", "uplot.js", "nothing", "src/dashboard/page/main.ts"]
  ) {
    const { headers } = await get(dashboard.url + path);
    const policy = headers.get("content-security-policy")!;
    assert(policy.startsWith("default-src 'none'; script-src 'self' 'sha256-"));
    assert(policy.includes("frame-ancestors 'none'"));
    assert(!policy.includes("unsafe"));
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertEquals(headers.get("x-frame-options"), "DENY");
    assertEquals(headers.get("referrer-policy"), "no-referrer");
    assertEquals(headers.get("access-control-allow-origin"), null);
  }
  await dashboard.close();
});

Deno.test("a file is sent once as long as it stays the same", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  const first = await get(dashboard.url);
  assertEquals(first.status, 200);
  const etag = first.headers.get("etag")!;
  const again = await get(dashboard.url, {
    headers: { "if-none-match": etag },
  });
  assertEquals([again.status, again.text], [304, ""]);
  const other = await get(dashboard.url, {
    headers: { "if-none-match": '"x"' },
  });
  assertEquals(other.text, first.text);
  await dashboard.close();
});

Deno.test("nothing can be changed through the dashboard", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const { status, text } = await get(dashboard.url, { method });
    assertEquals([status, text], [
      405,
      "The dashboard is for looking at: only GET\n",
    ]);
  }
  assertEquals((await get(`${dashboard.url}nothing`)).status, 404);
  await dashboard.close();
});

Deno.test("a name that was made to point at this machine is not answered", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  const port = Number(new URL(dashboard.url).port);
  const ok = "HTTP/1.1 200 OK";
  assertEquals(await statusOf(port, `127.0.0.1:${port}`), ok);
  assertEquals(await statusOf(port, "localhost:9999"), ok, "forwarded");
  const refused = "HTTP/1.1 403 Forbidden";
  for (
    const host of [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "192.0.2.1",
    ]
  ) assertEquals(await statusOf(port, host), refused, host);
  await dashboard.close();
});

Deno.test("a page of elsewhere may not read along", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  for (const site of ["cross-site", "same-site"]) {
    const headers = { "sec-fetch-site": site, "sec-fetch-mode": "cors" };
    const { status } = await get(`${dashboard.url}events`, { headers });
    assertEquals(status, 403, site);
  }
  // A link on another page may lead here.
  const headers = {
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
  };
  assertEquals((await get(dashboard.url, { headers })).status, 200);
  await dashboard.close();
});

Deno.test("a mounted path is answered by its handler, behind the same guard", async () => {
  const dashboard = await Dashboard.start({ address: "127.0.0.1:0" });
  dashboard.mount("/metrics", () => new Response("up 1\n"));
  const { text, headers } = await get(`${dashboard.url}metrics`);
  assertEquals(text, "up 1\n");
  assertEquals(headers.get("x-content-type-options"), "nosniff");
  const port = Number(new URL(dashboard.url).port);
  assertEquals(await statusOf(port, "evil.example"), "HTTP/1.1 403 Forbidden");
  await dashboard.close();
});

Deno.test("who has the token is let in, and keeps it in a cookie", () => {
  const token = createToken();
  const guard = tokenGuard(token, () => 8080);
  const at = (path: string, headers: Record<string, string> = {}) =>
    guard(new Request(`http://192.0.2.7:8080${path}`, { headers }));
  const opened = at(`/?token=${token}`)!;
  assertEquals(opened.status, 303);
  assertEquals(opened.headers.get("location"), "/");
  const cookie = opened.headers.get("set-cookie")!;
  assertEquals(
    cookie,
    `drover-8080=${token}; Path=/; HttpOnly; SameSite=Lax`,
  );
  const [kept] = cookie.split(";");
  assertEquals(at("/events", { cookie: `a=b; ${kept}` }), undefined);
  assertEquals(at("/metrics", { authorization: `Bearer ${token}` }), undefined);
  assertEquals(at(`/metrics?token=${token}`), undefined);
});

Deno.test("who has no token, or another one, is told what to do", async () => {
  const token = createToken();
  const guard = tokenGuard(token, () => 8080);
  const at = (path: string, headers: Record<string, string> = {}) =>
    guard(new Request(`http://192.0.2.7:8080${path}`, { headers }));
  const without = at("/")!;
  assertEquals(without.status, 403);
  assertEquals(
    await without.text(),
    "This dashboard needs its token: open the address with ?token=... that Drover printed when it started\n",
  );
  const other = createToken();
  assert(other !== token);
  for (
    const answer of [
      at(`/?token=${other}`),
      at("/?token="),
      at(`/?token=${token}x`),
      at("/events", { cookie: `drover-8080=${other}` }),
      at("/events", { cookie: "drover-8080=" }),
      at("/events", {
        cookie: `drover-8081=${token}`,
        authorization: "Bearer x",
      }),
      at("/metrics", { authorization: `Bearer ${token.slice(1)}` }),
      // A wrong one in the address is not outweighed by a kept one.
      at(`/?token=${other}`, { cookie: `drover-8080=${token}` }),
    ]
  ) {
    assertEquals(answer?.status, 403);
    assertEquals(
      await answer!.text(),
      "This is not the token of this dashboard, which has a new one each time: open the address that Drover printed when it started last\n",
    );
  }
});

Deno.test("parseAddress() reads a port, a host and a port, or nothing", () => {
  const { hostname, isExact, isLoopback } = parseAddress(true);
  assertEquals([hostname, isExact, isLoopback], ["127.0.0.1", false, true]);
  assertEquals(parseAddress(""), parseAddress(true));
  const read = (where: number | string) => {
    const { hostname, port, isExact, isLoopback } = parseAddress(where);
    assert(isExact);
    return [hostname, port, isLoopback];
  };
  assertEquals(read(8080), ["127.0.0.1", 8080, true]);
  assertEquals(read("8080"), ["127.0.0.1", 8080, true]);
  assertEquals(read("localhost:0"), ["localhost", 0, true]);
  assertEquals(read("[::1]:8080"), ["::1", 8080, true]);
  assertEquals(read("0.0.0.0:8080"), ["0.0.0.0", 8080, false]);
  assertEquals(read("[::]:8080"), ["::", 8080, false]);
  assertEquals(read("127.0.0.1.example:8080"), [
    "127.0.0.1.example",
    8080,
    false,
  ]);
});

Deno.test("Dashboard.start() says what is wrong with an address, and what to do", async () => {
  const refusal = async (address: number | string) =>
    (await assertRejects(() => Dashboard.start({ address }), DashboardError))
      .message;
  for (const address of ["barn", "65536", "1:2:3", "http://x:1", -1]) {
    assertEquals(
      await refusal(address),
      `"${address}" is no place for the dashboard: give a port such as 8080 (this machine only), or host:port such as 0.0.0.0:8080`,
    );
  }
  const first = await Dashboard.start({ address: "127.0.0.1:0" });
  const { port } = new URL(first.url);
  assertEquals(
    await refusal(port),
    `Cannot serve the dashboard at 127.0.0.1:${port}: something else listens there; choose another port, or leave it out to have a free one`,
  );
  await first.close();
});

Deno.test("where no certain port was asked for, a busy one is passed by", async () => {
  const first = await Dashboard.start({ address: true });
  const second = await Dashboard.start({ address: true });
  assert(first.url !== second.url);
  for (const { url } of [first, second]) {
    assertEquals((await get(url)).status, 200);
  }
  await Promise.all([first.close(), second.close()]);
});

Deno.test("the address that is printed is one that others reach, not a bridge's", () => {
  const each = (name: string, address: string) => ({
    name,
    address,
    family: address.includes(":") ? "IPv6" as const : "IPv4" as const,
    netmask: "255.255.255.0",
  });
  const all = [
    each("lo", "127.0.0.1"),
    each("lo", "::1"),
    each("docker0", "172.17.0.1"),
    each("eth0", "192.168.7.9"),
    each("eth0", "fe80::1"),
    each("eth0", "2001:db8::7"),
  ];
  const without = (...gone: string[]) => () =>
    all.filter(({ address }) => !gone.includes(address));
  const any = (interfaces: () => typeof all) =>
    reachableAddress("0.0.0.0", interfaces);
  assertEquals(any(without()), "192.168.7.9");
  assertEquals(any(without("192.168.7.9")), "172.17.0.1");
  const v6Only = without("192.168.7.9", "172.17.0.1");
  assertEquals(reachableAddress("::", v6Only), "[2001:db8::7]");
  assertEquals(any(v6Only).includes(":"), false, "0.0.0.0 is IPv4");
  assertEquals(reachableAddress("::1", without()), "[::1]");
});
