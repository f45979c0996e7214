import { Console } from 'node:console';
import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { expect, it } from 'vitest';
import { Secret } from './secret.ts';

const VALUE = 'cpk_0123456789.abcdef';
const secret = new Secret(VALUE);
const nested = { a: [{ secret }], map: new Map([['key', secret]]), set: new Set([secret]) };

/** What a console writes. */
function logged(...values: readonly unknown[]): string {
  const pieces: string[] = [];
  const stream = new Writable({
    write(piece, _, done) {
      pieces.push(String(piece));
      done();
    },
  });
  const console = new Console(stream, stream);
  console.log(...values);
  console.error(...values);
  console.dir(values, { depth: 9, showHidden: true });
  console.table(values);
  return pieces.join('');
}

const PRINTS: readonly (readonly [string, () => string])[] = [
  ['String', () => String(secret)],
  ['a template', () => `${secret}`],
  ['concatenation', () => ['key: ', secret].join('')],
  ['a number', () => String(Number(secret))],
  ['JSON', () => JSON.stringify(nested)],
  ['inspect', () => inspect(secret)],
  ['inspect, deep', () => inspect(nested, { depth: 9, showHidden: true, getters: true })],
  ['inspect, plain', () => inspect(nested, { depth: 9, showHidden: true, customInspect: false })],
  ['format', () => format('%s %d %i %f %j %o %O', ...Array.from({ length: 7 }, () => secret))],
  ['a console', () => logged(secret, nested, `${secret}`)],
  [
    'the cause of an error',
    () => inspect(new Error('no', { cause: secret }), { showHidden: true }),
  ],
  ['structuredClone', () => JSON.stringify(structuredClone(nested.a))],
  ['serialisation', () => inspect(deserialize(serialize([{ ...secret }])), { showHidden: true })],
  [
    'its bytes on the wire',
    () => serialize(nested.a.map(() => structuredClone(secret))).toString(),
  ],
  ['its entries', () => JSON.stringify([Object.entries(secret), Object.keys(secret)])],
  ['a spread', () => inspect({ ...secret }, { showHidden: true })],
  [
    'its properties',
    () => inspect(Object.getOwnPropertyDescriptors(secret), { showHidden: true, depth: 9 }),
  ],
];

it.each(PRINTS)('never shows its value: %s', (_, print) => {
  expect(print()).not.toContain(VALUE);
});

it.each([
  ['String', String(secret)],
  ['JSON', JSON.parse(JSON.stringify(secret))],
  ['inspect', inspect(secret)],
])('reads [secret]: %s', (_, shown) => {
  expect(shown).toBe('[secret]');
});

it('gives its value to who asks for it', () => {
  expect(secret.reveal()).toBe(VALUE);
});

it('has the first 8 hex digits of its SHA-256 as fingerprint', () => {
  expect(new Secret('abc').fingerprint).toBe('ba7816bf');
  expect(secret.fingerprint).toBe(createHash('sha256').update(VALUE).digest('hex').slice(0, 8));
});
