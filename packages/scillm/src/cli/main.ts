#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { run } from './run.ts';
import type { Terminal } from './terminal.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted')));
process.once('SIGTERM', () => stop.abort(new Error('terminated')));

const terminal: Terminal = {
  out: (line) => process.stdout.write(line),
  note: (line) => process.stderr.write(line),
  readInput: () => (process.stdin.isTTY ? Promise.resolve('') : text(process.stdin)),
  isInteractive: process.stderr.isTTY,
  signal: stop.signal,
};

if (existsSync('.env')) process.loadEnvFile('.env');
const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
process.exitCode = await run(process.argv.slice(2), JSON.parse(manifest).version, terminal);
