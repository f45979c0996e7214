import { buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { Clock } from '../clock/clock.ts';
import { ChatError } from '../error/chat-error.ts';
import type { Exchange } from './exchange.ts';

/** How an {@link OriginPool} connects. */
export interface OriginPoolOptions {
  readonly origin: string;
  /** Time limit of dialling; `undefined`: none. */
  readonly connectMs: number | undefined;
  /** URL of the proxy to go through. */
  readonly proxy: string | undefined;
  readonly clock: Clock;
}

type Connect = buildConnector.connector;

/** Longest idle time of a kept connection: below what common servers and balancers allow. */
const KEEP_ALIVE_MS = 4000;

/** undici's own limits are off: ours decide. */
const NO_LIMITS = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS };

/** The connections to one origin. Counts its users, so that a dial nobody waits for is given up. */
export class OriginPool {
  readonly #options: OriginPoolOptions;
  readonly #dispatcher: Dispatcher;
  /** Ways to give up the dials under way. */
  readonly #dials = new Set<(error: ChatError) => void>();
  #users = 0;
  #isSettling = false;

  /** Throws for an origin or a proxy that is no URL of HTTP. */
  constructor(options: OriginPoolOptions) {
    this.#options = options;
    this.#dispatcher =
      options.proxy === undefined ? this.#direct(options.origin) : this.#proxied(options.proxy);
  }

  /** Queues a request. Whoever dispatches calls {@link release} once, when it is over. */
  dispatch(request: Dispatcher.DispatchOptions, exchange: Exchange): void {
    this.#users += 1;
    if (!this.#isSettling) {
      this.#dispatcher.dispatch(request, exchange);
      return;
    }
    setImmediate(() => {
      if (!exchange.isOver) this.#dispatcher.dispatch(request, exchange);
    });
  }

  release(): void {
    this.#users -= 1;
    this.#settle();
    if (this.#users > 0 || this.#dials.size === 0) return;
    const error = new ChatError('aborted', `Nobody waits for ${this.#options.origin} any more.`);
    for (const giveUp of this.#dials) giveUp(error);
  }

  /** undici takes a connection back a turn after its answer; asked before that it opens another. */
  #settle(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    setImmediate(() => {
      this.#isSettling = false;
    });
  }

  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }

  #direct(origin: string): Dispatcher {
    const connect = this.#limited(buildConnector({ timeout: 0, allowH2: false }));
    return new Pool(origin, { ...NO_LIMITS, connect });
  }

  /** Plain HTTP is asked of the proxy itself, as usual; for HTTPS it is asked for a tunnel. */
  #proxied(proxy: string): Dispatcher {
    const { connectMs } = this.#options;
    return new ProxyAgent({
      ...NO_LIMITS,
      uri: proxy,
      proxyTunnel: false,
      proxyTls: { timeout: 0 },
      ...(connectMs === undefined ? {} : { requestTls: { timeout: connectMs } }),
      clientFactory: (at, options) => this.#limitedPool(at, options),
      factory: (at, options) => this.#limitedPool(at, options),
    });
  }

  #limitedPool(origin: string | URL, options: object): Pool {
    const { connect, ...rest } = options as { readonly connect: Connect };
    return new Pool(origin, { ...rest, ...NO_LIMITS, connect: this.#limited(connect) });
  }

  /** A dial that ends in time, or as soon as it is given up. */
  #limited(dial: Connect): Connect {
    const { origin, connectMs, clock } = this.#options;
    return (target, done) => {
      const tunnel = new AbortController();
      let cancelAlarm: (() => void) | undefined;
      const finish: buildConnector.Callback = (...[error, socket]) => {
        if (!this.#dials.delete(giveUp)) {
          socket?.destroy();
          return;
        }
        cancelAlarm?.();
        if (error === null) done(null, socket);
        else done(error, null);
      };
      const giveUp = (error: ChatError): void => {
        finish(error, null);
        opening?.destroy?.();
        tunnel.abort(error);
      };
      this.#dials.add(giveUp);
      if (connectMs !== undefined) {
        cancelAlarm = clock.alarm(clock.now() + connectMs, () =>
          giveUp(connectTimeout(origin, connectMs)),
        );
      }
      const opening = dial({ ...target, signal: tunnel.signal } as typeof target, finish) as
        | { destroy?(): void }
        | undefined;
    };
  }
}

function connectTimeout(origin: string, connectMs: number): ChatError {
  return new ChatError(
    'timeout',
    `${origin} did not accept a connection within ${connectMs} ms. Check the base URL, or raise SCILLM_CONNECT_TIMEOUT.`,
    { reason: 'connect' },
  );
}
