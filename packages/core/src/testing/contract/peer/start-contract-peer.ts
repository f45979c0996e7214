import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ContractHit, ContractPeer } from '../contract-peer.ts';
import type { ContractScenario } from '../contract-scenario.ts';
import { BROKEN_SCENES } from './broken-scenes.ts';
import { TEXT } from './chat-wire.ts';
import { GOOD_SCENES, SPLITS } from './good-scenes.ts';
import type { Scene } from './peer-exchange.ts';
import { REFUSING_SCENES } from './refusing-scenes.ts';

const SCENES: { readonly [Name in ContractScenario]: Scene } = {
  ...GOOD_SCENES,
  ...REFUSING_SCENES,
  ...BROKEN_SCENES,
};

/** What is known since the last `play`. */
interface Turn {
  readonly scene: Scene;
  readonly at: number;
  readonly hits: ContractHit[];
  readonly events: EventEmitter;
  hasLeft: boolean;
}

/**
 * Starts the suite's own backend on the loopback: it speaks OpenAI's chat wire at any path and plays
 * whatever the case needs. The caller owns it.
 */
export async function startContractPeer(): Promise<ContractPeer> {
  let turn = newTurn('answer', 1);
  let strayHits = 0;
  const stray = await listen((_, response) => {
    strayHits += 1;
    response.writeHead(500).end();
  });
  const main = await listen((request, response) => {
    void serve(request, response, turn, stray.url);
  });
  const gone = await listen((_, response) => response.destroy());
  await gone.close();
  return {
    baseUrl: main.url,
    deadUrl: gone.url,
    wire: 'chat',
    text: TEXT,
    splits: SPLITS,
    get hits() {
      return turn.hits;
    },
    get strayHits() {
      return strayHits;
    },
    play(scenario, at = 1) {
      turn = newTurn(scenario, at);
    },
    async arrived() {
      if (turn.hits.length === 0) await once(turn.events, 'hit');
    },
    async left() {
      if (!turn.hasLeft) await once(turn.events, 'left');
    },
    async close() {
      await Promise.all([main.close(), stray.close()]);
    },
  };
}

function newTurn(scenario: ContractScenario, at: number): Turn {
  return { scene: SCENES[scenario], at, hits: [], events: new EventEmitter(), hasLeft: false };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  turn: Turn,
  strayUrl: string,
): Promise<void> {
  response.on('error', () => {});
  const bytes: readonly Uint8Array[] = await request.toArray().catch(() => []);
  const body = Buffer.concat(bytes).toString();
  turn.hits.push({ path: request.url ?? '', headers: request.headers, body });
  turn.hasLeft = false;
  response.once('close', () => {
    turn.hasLeft = !response.writableFinished;
    if (turn.hasLeft) turn.events.emit('left');
  });
  turn.events.emit('hit');
  await turn.scene({ isStream: isStream(body), response, at: turn.at, strayUrl });
}

function isStream(body: string): boolean {
  try {
    return JSON.parse(body).stream === true;
  } catch {
    return false;
  }
}

interface Listener {
  readonly url: string;
  close(): Promise<void>;
}

async function listen(
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
  const server: Server = createServer({ noDelay: true }, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
