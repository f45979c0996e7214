import type { Socket } from 'node:net';
import { buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { Clock } from '../clock/clock.ts';
import { ChatError } from '../error/chat-error.ts';

/** How an {@link OriginPool} connects. */
export interface OriginPoolOptions {
  readonly origin: string;
  /** Time limit of dialling; `undefined`: none. */
  readonly connectMs: number | undefined;
  /** URL of the proxy to go through. */
  readonly proxy: string | undefined;
  readonly clock: Clock;
}

/** Longest idle time of a kept connection: below what common servers and balancers allow. */
const KEEP_ALIVE_MS = 4000;

/** undici's own limits are off: ours decide. */
const NO_LIMITS = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS };

/** The connections to one origin. Counts its users, so that a dial nobody waits for is given up. */
export class OriginPool {
  readonly #dispatcher: Dispatcher;
  readonly #dialling = new Set<Socket>();
  #users = 0;

  constructor(options: OriginPoolOptions) {
    this.#dispatcher = options.proxy === undefined ? this.#direct(options) : proxied(options);
  }

  /** Queues a request. Whoever dispatches calls {@link release} once, when it is over. */
  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#users += 1;
    this.#dispatcher.dispatch(request, handler);
  }

  release(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    for (const socket of this.#dialling) socket.destroy();
  }

  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }

  #direct({ origin, connectMs, clock }: OriginPoolOptions): Pool {
    const dial = buildConnector({ timeout: 0, allowH2: false });
    const connect: buildConnector.connector = (target, done) => {
      let cancelAlarm = (): void => {};
      const socket = dial(target, (...[error, connected]) => {
        cancelAlarm();
        if (socket !== undefined) this.#dialling.delete(socket);
        if (error === null) done(null, connected);
        else done(error, null);
      }) as unknown as Socket | undefined;
      if (socket === undefined) return;
      this.#dialling.add(socket);
      if (connectMs === undefined) return;
      cancelAlarm = clock.alarm(clock.now() + connectMs, () => {
        socket.destroy(connectTimeout(origin, connectMs));
      });
      socket.once('close', () => {
        cancelAlarm();
        this.#dialling.delete(socket);
      });
    };
    return new Pool(origin, { ...NO_LIMITS, connect });
  }
}

function connectTimeout(origin: string, connectMs: number): ChatError {
  return new ChatError(
    'timeout',
    `${origin} did not accept a connection within ${connectMs} ms. Check the base URL, or raise SCILLM_CONNECT_TIMEOUT.`,
    { reason: 'connect' },
  );
}

function proxied({ connectMs, proxy = '' }: OriginPoolOptions): ProxyAgent {
  const limit = connectMs === undefined ? {} : { timeout: connectMs };
  return new ProxyAgent({ ...NO_LIMITS, uri: proxy, proxyTls: limit, requestTls: limit });
}
