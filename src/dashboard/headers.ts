/**
 * Headers of every answer: the page may load what this server has and nothing else, may not
 * stand in a frame of another page, and its address, which may hold a token, goes nowhere.
 *
 * @param scriptHash Hash of the one script within the document
 * @param isLoopback Whether only this machine can reach it: browsers complain of an opener
 * policy that comes from elsewhere without TLS
 */
export function securityHeaders(
  scriptHash: string,
  isLoopback: boolean,
): Record<string, string> {
  const policy = {
    "default-src": "'none'",
    "script-src": `'self' '${scriptHash}'`,
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
  };
  return {
    "content-security-policy": Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`).join("; "),
    ...(isLoopback ? { "cross-origin-opener-policy": "same-origin" } : {}),
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}
