import type { ProxySettings } from '../config/settings.ts';

/** This machine itself: no proxy elsewhere could reach it. */
const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|::1)$/;

/**
 * The proxy for an origin, or `undefined` to go directly: no proxy is set, `direct` names the host, or
 * the host is this machine.
 */
export function proxyFor(origin: string, proxies: ProxySettings): string | undefined {
  const { protocol, hostname, port } = new URL(origin);
  const isSecure = protocol === 'https:';
  const proxy = isSecure ? proxies.https : proxies.http;
  if (proxy === undefined) return undefined;
  const target = { host: withoutBrackets(hostname), port: port || (isSecure ? '443' : '80') };
  if (LOOPBACK.test(target.host)) return undefined;
  const isDirect = proxies.direct.some((entry) => matches(entry.toLowerCase(), target));
  return isDirect ? undefined : proxy;
}

/** Name and port of an entry; an IPv6 address with a port stands in brackets. */
const ENTRY = /^(\[.*\]|[^:]*)(?::(\d+))?$/;

/** `*`, `host`, `.suffix`, `*.suffix`, each with an optional `:port`. A name covers its subdomains. */
function matches(entry: string, { host, port }: { host: string; port: string }): boolean {
  const [, name = entry, entryPort] = ENTRY.exec(entry) ?? [];
  if (entryPort !== undefined && entryPort !== port) return false;
  if (name === '*') return true;
  const bare = withoutBrackets(name).replace(/^\*?\./, '');
  return host === bare || host.endsWith(`.${bare}`);
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
