import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

/** Whether property and kill tests run in full: `SCILLM_TEST_LONG=1`. They run short otherwise. */
export const isLong: boolean = process.env['SCILLM_TEST_LONG'] === '1';

/**
 * Declares tests that need a part of `scripts/parts.json`, which is run to see that it works.
 * Without the part they become one skipped test that says what to install; under
 * `SCILLM_REQUIRE_PARTS=1` that test fails instead. A part that the host forbids is skipped always.
 */
export function withPart(name: string, body: () => void): void {
  const part = findPart(name);
  const state = probe(part);
  if (state === 'works') {
    describe(`with ${name}`, body);
  } else if (state === 'missing' && process.env['SCILLM_REQUIRE_PARTS'] === '1') {
    it(`needs ${name}`, () => {
      throw new Error(`${name} is required here and missing. Install it: ${installLine(part)}`);
    });
  } else {
    const reason = state === 'forbidden' ? 'this host forbids it' : installLine(part);
    // biome-ignore lint/suspicious/noSkippedTests: the one place that may skip; the title says why.
    it.skip(`needs ${name}: ${reason}`, () => undefined);
  }
}

interface Part {
  readonly name: string;
  readonly probe: string;
  readonly debian?: string;
  readonly npm?: string;
}

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** What a probe's shell line exits with when the part is there and the host forbids it. */
const FORBIDDEN = 77;

function findPart(name: string): Part {
  const parts: readonly Part[] = JSON.parse(
    readFileSync(join(repository, 'scripts/parts.json'), 'utf8'),
  );
  const part = parts.find((row) => row.name === name);
  if (part !== undefined) return part;
  const known = parts.map((row) => row.name).join(', ') || 'none';
  throw new Error(`No part named ${name}. Add a row to scripts/parts.json. Known parts: ${known}.`);
}

function probe(part: Part): 'works' | 'missing' | 'forbidden' {
  const PATH = [join(repository, '.parts/node_modules/.bin'), process.env['PATH']].join(delimiter);
  const { status } = spawnSync('sh', ['-c', part.probe], {
    env: { ...process.env, PATH },
    stdio: 'ignore',
    timeout: 30_000,
  });
  if (status === 0) return 'works';
  return status === FORBIDDEN ? 'forbidden' : 'missing';
}

function installLine(part: Part): string {
  return part.debian === undefined
    ? `npm install --prefix .parts ${part.npm}`
    : `apt-get install ${part.debian}`;
}
