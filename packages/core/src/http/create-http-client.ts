import type { Clock } from '../clock/clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import type { ProxySettings } from '../config/settings.ts';
import { abortError } from '../error/abort-error.ts';
import { ChatError } from '../error/chat-error.ts';
import { Exchange } from './exchange.ts';
import type { HttpClient, HttpRequest } from './http-client.ts';
import { OriginPool } from './origin-pool.ts';
import { proxyFor } from './proxy-for.ts';

/** Options of {@link createHttpClient}. */
export interface HttpClientOptions {
  /**
   * Proxies to go through.
   *
   * @default none
   */
  readonly proxies?: ProxySettings;
  /** @default the machine's own time */
  readonly clock?: Clock;
}

/**
 * A client that keeps connections per origin and shares them between calls. Idle connections do not
 * keep the process alive; `close` is for those who want them gone at once.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const { proxies = { direct: [] }, clock = systemClock } = options;
  const pools = new Map<string, Map<number | undefined, OriginPool>>();

  const poolOf = ({ origin, subject, timeouts }: HttpRequest): OriginPool => {
    const connectMs = timeouts?.connectMs;
    const ofOrigin = pools.get(origin) ?? new Map<number | undefined, OriginPool>();
    const known = ofOrigin.get(connectMs);
    if (known !== undefined) return known;
    try {
      const pool = new OriginPool({ origin, connectMs, proxy: proxyFor(origin, proxies), clock });
      pools.set(origin, ofOrigin.set(connectMs, pool));
      return pool;
    } catch {
      // The cause would quote the URL, which may hold a password.
      throw new ChatError(
        'invalid_config',
        `${subject} has a base URL or a proxy that is no http or https URL. Check the base URL, HTTP_PROXY and HTTPS_PROXY.`,
        { reason: 'url' },
      );
    }
  };

  return {
    open(request) {
      const { origin, path, method, headers, body, signal } = request;
      if (signal.aborted) return Promise.reject(abortError(signal));
      return new Promise((resolve, reject) => {
        const pool = poolOf(request);
        const exchange = new Exchange(request, clock, { resolve, reject }, () => pool.release());
        const message = { origin, path, method, headers: headers as string[], body: body ?? null };
        pool.dispatch(message, exchange);
      });
    },
    async close() {
      const all = [...pools.values()].flatMap((ofOrigin) => [...ofOrigin.values()]);
      const closing = all.map((pool) => pool.close());
      pools.clear();
      await Promise.all(closing);
    },
  };
}
