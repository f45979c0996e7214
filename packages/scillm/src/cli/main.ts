#!/usr/bin/env node
import { readFileSync, statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { ChatError } from '@scillm/core';
import { run } from './run.ts';
import type { Terminal } from './terminal.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted')));
process.once('SIGTERM', () => stop.abort(new Error('terminated')));

const terminal: Terminal = {
  out: (line) => process.stdout.write(line),
  note: (line) => process.stderr.write(line),
  readInput: () => (process.stdin.isTTY ? Promise.resolve('') : piped()),
  isInteractive: process.stderr.isTTY,
  signal: stop.signal,
};

/** All of what is piped in, or the interruption of the wait for it. */
function piped(): Promise<string> {
  const { signal } = stop;
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      process.stdin.destroy();
      reject(new ChatError('aborted', 'Interrupted.', { cause: signal.reason }));
    });
    text(process.stdin).then(resolve, reject);
  });
}

if (statSync('.env', { throwIfNoEntry: false })?.isFile() === true) process.loadEnvFile('.env');
const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
process.exitCode = await run(process.argv.slice(2), JSON.parse(manifest).version, terminal);
