import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '@scillm/core';
import { runSmoke } from './run-smoke.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const dotenv = `${root}.env`;
if (existsSync(dotenv)) process.loadEnvFile(dotenv);

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted')));
process.once('SIGTERM', () => stop.abort(new Error('terminated')));

process.exitCode = await runSmoke({
  env: processEnvironment(),
  notebooks: `${root}notebooks`,
  report: `${root}report`,
  print: (line) => console.log(line),
  signal: stop.signal,
});
