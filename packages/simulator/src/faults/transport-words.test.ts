import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { message, streamedText } from '../../test/chat.ts';
import { TRANSPORT_WORDS } from '../../test/fault-words.ts';
import { started } from '../../test/started.ts';
import { leftSilent, SAID, streamed, under } from '../../test/under.ts';

/** How a raw socket sees its connection end after one request. */
async function endOf(actions: string): Promise<string> {
  const simulator = await started({ faults: `* * -> ${actions}` });
  const socket = connect(Number(new URL(simulator.base('openai')).port), '127.0.0.1');
  return new Promise((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.on('end', () => resolve('end'));
    socket.on('data', () => resolve('data'));
    socket.write('GET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n');
  });
}

const CASES: Readonly<Record<string, () => Promise<void>>> = {
  async latency() {
    const before = performance.now();
    const answer = await under('latency=30');
    expect(answer.status).toBe(200);
    // A timer may fire up to a millisecond early.
    expect(performance.now() - before).toBeGreaterThanOrEqual(29);
    expect((await leftSilent('latency=3600000')).status).toBeNull();
  },
  async hang() {
    expect((await leftSilent('hang')).status).toBeNull();
  },
  async refuse() {
    expect(await endOf('refuse')).toBe('end');
    const answer = await under('refuse');
    expect([answer.status, answer.failure]).toEqual([null, 'ECONNRESET']);
  },
  async reset() {
    expect(await endOf('reset')).toBe('ECONNRESET');
    const answer = await under('reset');
    expect([answer.status, answer.failure]).toEqual([null, 'ECONNRESET']);
  },
  async oversize() {
    const answer = await under('oversize=300000');
    expect(answer.bytes.length).toBe(300_000);
    expect(message(answer).content).toBe(SAID);
    const stream = await streamed('oversize=300000');
    const frames = stream.text.split('\n\n').map((frame) => frame.length + 2);
    expect(Math.max(...frames)).toBe(300_000);
    expect(streamedText(stream)).toBe(SAID);
  },
  async 'content-length'() {
    const long = await under('content-length=9000');
    expect(long.headers['content-length']).toBe('9000');
    expect(long.failure).toBe('ECONNRESET');
    const short = await under('content-length=10');
    expect(short.headers['content-length']).toBe('10');
    expect(short.bytes.length).toBeLessThanOrEqual(10);
    expect((await streamed('content-length=9000')).failure).toBe('ECONNRESET');
  },
  async 'gzip-broken'() {
    for (const answer of [await under('gzip-broken'), await streamed('gzip-broken')]) {
      expect([answer.status, answer.headers['content-encoding']]).toEqual([200, 'gzip']);
      expect(() => gunzipSync(answer.bytes)).toThrow();
    }
  },
};

describe('transport words', () => {
  it('have a case each', () => {
    expect(Object.keys(CASES)).toEqual([...TRANSPORT_WORDS]);
  });

  for (const [word, check] of Object.entries(CASES)) {
    it(`${word} does over a socket what it says`, check);
  }
});
