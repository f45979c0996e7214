import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { processEnvironment } from '@scillm/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runSmoke } from '../src/run-smoke.ts';
import { copyNotebooks } from './copy-notebooks.ts';

const KEY = 'cpk_planted.0123456789abcdef+/planted';
const FORMS = [
  KEY,
  KEY.replaceAll('_', '\\_'),
  encodeURIComponent(KEY),
  Buffer.from(KEY).toString('base64'),
];
const machine = processEnvironment();

let folder: string;
let notebooks: string;
let gossip: Server;

/** A base that says every header it got back, in the answer, in the model's name and in its errors. */
beforeAll(async () => {
  ({ folder, notebooks } = copyNotebooks('planted'));
  gossip = createServer((request, response) => {
    const said = `${request.headers.authorization} ${Buffer.from(KEY).toString('base64')}`;
    const isList = request.url?.endsWith('/models') === true;
    response.writeHead(200, { 'content-type': 'application/json' });
    const message = { role: 'assistant', content: JSON.stringify({ ok: true, said }) };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    const completion = { id: 'x', object: 'chat.completion', created: 1, model: said, choices };
    response.end(JSON.stringify(isList ? { data: [{ id: 'gossip' }, { id: KEY }] } : completion));
  });
  await new Promise<void>((resolve) => gossip.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => gossip.close(resolve));
});

function textsBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

/** Where a form of the key stands, without the key. */
function contextOf(text: string, form: string): string {
  const at = text.indexOf(form);
  return at < 0 ? '' : `after: ${text.slice(Math.max(0, at - 120), at)}`;
}

it('keeps a key out of every file and line, even when the base itself gives it away', async () => {
  const printed: string[] = [];
  const { port } = gossip.address() as AddressInfo;
  const exit = await runSmoke({
    env: {
      PATH: machine['PATH'],
      HOME: machine['HOME'],
      SCILLM_NOTEBOOK_MODE: 'live',
      SCILLM_API_BASE: `http://127.0.0.1:${port}/v1`,
      SCILLM_API_KEY: KEY,
    },
    notebooks,
    report: join(folder, 'report'),
    print: (line) => printed.push(line),
    signal: new AbortController().signal,
  });
  const files = textsBelow(join(folder, 'report'));
  expect(exit).toBe(1);
  expect(files.join('\n')).toContain('REDACTED');
  expect(printed.join('\n')).toContain('live: real services, your keys (SCILLM_API_BASE)');
  for (const text of [...files, ...printed]) {
    for (const form of FORMS) expect(text.includes(form), contextOf(text, form)).toBe(false);
  }
  // The notebook runs in a process of its own and is type-checked first.
}, 60_000);
