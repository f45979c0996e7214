import type { Seeded } from '../answers/seeded.ts';

/** A `format` of strings: how to make one, and how to tell one. */
export interface StringFormat {
  /** Makes a seeded text of the format. */
  sample(random: Seeded): string;
  /** Tells whether a text has the format. */
  test(text: string): boolean;
}

const two = (value: number): string => String(value).padStart(2, '0');

function date(random: Seeded): string {
  return `20${two(random.integer(0, 30))}-${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`;
}

function time(random: Seeded): string {
  const [hour, minute, second] = [
    random.integer(0, 23),
    random.integer(0, 59),
    random.integer(0, 59),
  ];
  return `${two(hour)}:${two(minute)}:${two(second)}Z`;
}

function uuid(random: Seeded): string {
  const variant = random.pick(['8', '9', 'a', 'b']);
  const tail = `${variant}${random.hex(3)}-${random.hex(12)}`;
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-${tail}`;
}

function ipv4(random: Seeded): string {
  return `192.0.2.${random.integer(1, 254)}`;
}

const DATE = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)`;
const HOST = String.raw`[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*`;
const BYTE = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;

function row(
  name: string,
  pattern: string,
  sample: (random: Seeded) => string,
): readonly [string, StringFormat] {
  const whole = new RegExp(`^(?:${pattern})$`, 'u');
  return [name, { sample, test: (text) => whole.test(text) }];
}

/** The formats that are honoured, by name; others are taken as plain strings. Hosts are reserved ones. */
export const STRING_FORMATS: ReadonlyMap<string, StringFormat> = new Map([
  row('date', DATE, date),
  row('time', TIME, time),
  row('date-time', `${DATE}T${TIME}`, (random) => `${date(random)}T${time(random)}`),
  row(
    'duration',
    String.raw`P(?!$)(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?`,
    (random) => `PT${random.integer(1, 90)}M`,
  ),
  row('email', String.raw`[\w.+-]+@${HOST}`, (random) => `user-${random.hex(4)}@example.com`),
  row('hostname', HOST, (random) => `host-${random.hex(4)}.example.com`),
  row('ipv4', `(?:${BYTE}\\.){3}${BYTE}`, ipv4),
  row('ipv6', '[0-9a-fA-F:.]*:[0-9a-fA-F:.]*', (random) => `2001:db8::${random.integer(1, 9999)}`),
  row('uri', String.raw`[a-zA-Z][\w+.-]*:\S+`, (random) => `https://example.com/${random.hex(6)}`),
  row('uri-reference', String.raw`\S*`, (random) => `/path/${random.hex(6)}`),
  row('uuid', '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}', uuid),
  row('json-pointer', '(?:/(?:[^~/]|~[01])*)*', (random) => `/${random.hex(4)}`),
]);
