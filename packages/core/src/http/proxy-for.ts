import type { ProxySettings } from '../config/settings.ts';

/** The proxy for an origin, or `undefined` to go directly: no proxy is set, or `direct` names it. */
export function proxyFor(origin: string, proxies: ProxySettings): string | undefined {
  const { protocol, hostname, port } = new URL(origin);
  const proxy = protocol === 'https:' ? proxies.https : proxies.http;
  if (proxy === undefined) return undefined;
  const host = hostname.toLowerCase();
  const isDirect = proxies.direct.some((entry) => matches(entry.toLowerCase(), host, port));
  return isDirect ? undefined : proxy;
}

/** `*`, `host`, `.suffix`, `*.suffix`, each with an optional `:port`. A name covers its subdomains. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, name = entry, entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (entryPort !== undefined && entryPort !== port) return false;
  const bare = name.replace(/^\*?\./, '');
  return host === bare || host.endsWith(`.${bare}`);
}
