// `npm start`: from a fresh clone to the smoke app's table. Exits as the smoke app does.
import { run, say } from './child.mjs';

/** @type {readonly (readonly [string, string, readonly string[]])[]} */
const steps = [
  ['Step 1 of 3: installing what the lock file names.', 'node', ['scripts/setup.mjs']],
  ['Step 2 of 3: building every package.', 'turbo', ['run', 'build', '--output-logs=errors-only']],
  ['Step 3 of 3: running the smoke app.', 'turbo', ['run', 'smoke', '--only', '--log-prefix=none']],
];

for (const [line, command, args] of steps) {
  say(line);
  process.exitCode = await run(command, args);
  if (process.exitCode !== 0) break;
}
