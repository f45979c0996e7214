#!/usr/bin/env node
import { readFileSync, statSync } from 'node:fs';
import { readPiped } from './read-piped.ts';
import { run } from './run.ts';
import type { Terminal } from './terminal.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted')));
process.once('SIGTERM', () => stop.abort(new Error('terminated')));

const terminal: Terminal = {
  out: (line) => process.stdout.write(line),
  note: (line) => process.stderr.write(line),
  readInput: () =>
    process.stdin.isTTY ? Promise.resolve('') : readPiped(process.stdin, stop.signal),
  isInteractive: process.stderr.isTTY,
  signal: stop.signal,
};

if (statSync('.env', { throwIfNoEntry: false })?.isFile() === true) process.loadEnvFile('.env');
const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
process.exitCode = await run(process.argv.slice(2), JSON.parse(manifest).version, terminal);
