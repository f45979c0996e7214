// `npm test`: every gate, from a fresh clone. The last line of stdout is the totals.
import { commandGate, turboGates } from './gates.mjs';
import { partsFingerprint } from './parts.mjs';
import { deleteReports, readReports } from './reports.mjs';
import { totals } from './totals.mjs';

const flags = process.argv.slice(2);
const unknown = flags.find((flag) => flag !== '--force');

if (unknown === undefined) {
  await testAll();
} else {
  console.error(`Unknown option ${unknown}. The only one is --force: npm test -- --force`);
  process.exitCode = 2;
}

async function testAll() {
  const env = {
    SCILLM_NODE: process.version,
    SCILLM_PARTS: partsFingerprint(),
    SCILLM_NOTEBOOK_MODE: 'embedded',
  };
  deleteReports();
  const setup = await commandGate('setup', 'npm run setup', env);
  if (setup.length > 0) return print([], setup);
  const red = [
    ...(await commandGate('check', 'npm run check', env)),
    // As many tasks as cores: tests that measure how soon something ends do not starve each other.
    ...(await turboGates(
      ['build', 'typecheck', 'test', 'pack:check'],
      ['--concurrency=100%', ...flags],
      env,
    )),
    // Never cached, and built on what was built above, so these need no --force. One at a time: they are timed.
    ...(await turboGates(
      ['pack:consumer', 'smoke'],
      ['--concurrency=1', '--output-logs=new-only'],
      env,
    )),
  ];
  print(readReports(), red);
}

/**
 * @param {ReturnType<typeof readReports>} reports
 * @param {import('./gates.mjs').RedGate[]} redGates
 */
function print(reports, redGates) {
  const { red, line, isGreen } = totals(reports, redGates);
  console.log('');
  for (const { name, alone } of red) console.log(`RED  ${name}. Alone: ${alone}`);
  console.log(line);
  process.exitCode = isGreen ? 0 : 1;
}
