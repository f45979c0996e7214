#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../run/repository-root.ts';
import { main } from './main.ts';

/*
 * The bin `nbrun`. The only file of the package that reads process.env; a `.env` at the repository's
 * root fills in what the shell did not set.
 */
const dotenv = join(repositoryRoot(join(process.cwd(), 'x')), '.env');
if (existsSync(dotenv)) process.loadEnvFile(dotenv);

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  signal: stop.signal,
});
