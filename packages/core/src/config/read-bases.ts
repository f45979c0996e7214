import { ChatError } from '../error/chat-error.ts';
import { normalizeBaseUrl } from './base-url.ts';
import { checkKey } from './check-key.ts';
import { type Environment, variable } from './environment.ts';
import type { BaseSetting, ModelKind } from './settings.ts';

/** A family of numbered variables that name bases. */
interface Family {
  readonly prefix: 'CHUTES' | 'SCILLM';
  readonly id: string;
  readonly preset: BaseSetting['preset'];
  /** Used where only a key is set. */
  readonly defaultUrl?: string;
  readonly needsKey: boolean;
}

const FAMILIES: readonly Family[] = [
  {
    prefix: 'CHUTES',
    id: 'chutes',
    preset: 'chutes',
    defaultUrl: 'https://llm.chutes.ai/v1',
    needsKey: true,
  },
  { prefix: 'SCILLM', id: 'base', preset: 'compatible', needsKey: false },
];

const HIGHEST_NUMBER = 99;

/**
 * The bases named by `CHUTES_API_*[_n]` and `SCILLM_API_*[_n]`, lowest number first, the unnumbered
 * one before them unless a numbered one repeats it. Throws `invalid_config` for a bad URL or key.
 */
export function readBases(environment: Environment): readonly BaseSetting[] {
  return FAMILIES.flatMap((family) => {
    const numbers = numbersOf(environment, family);
    const numbered = numbers.map((n) => readBase(environment, family, n));
    if (!isUnnumberedSet(environment, family, numbers)) return numbered;
    const unnumbered = readBase(environment, family, undefined);
    return numbered.some((other) => isSame(unnumbered, other))
      ? numbered
      : [unnumbered, ...numbered];
  });
}

function numbersOf(environment: Environment, { prefix }: Family): readonly number[] {
  return Array.from({ length: HIGHEST_NUMBER }, (_, index) => index + 1).filter((n) =>
    ['BASE', 'KEY'].some(
      (what) => variable(environment, `${prefix}_API_${what}_${n}`) !== undefined,
    ),
  );
}

/** A bare URL or key alone that a numbered base borrows is shared by those, not a base of its own. */
function isUnnumberedSet(
  environment: Environment,
  { prefix, defaultUrl }: Family,
  numbers: readonly number[],
): boolean {
  const hasBase = variable(environment, `${prefix}_API_BASE`) !== undefined;
  const hasKey = variable(environment, `${prefix}_API_KEY`) !== undefined;
  const isBorrowed = (what: 'BASE' | 'KEY'): boolean =>
    numbers.some((n) => variable(environment, `${prefix}_API_${what}_${n}`) === undefined);
  if (hasBase) return hasKey || !isBorrowed('BASE');
  return hasKey && defaultUrl !== undefined && !isBorrowed('KEY');
}

function isSame(base: BaseSetting, other: BaseSetting): boolean {
  return base.baseUrl === other.baseUrl && base.apiKey?.fingerprint === other.apiKey?.fingerprint;
}

function readBase(environment: Environment, family: Family, n: number | undefined): BaseSetting {
  const { prefix, preset, needsKey, defaultUrl } = family;
  const url = lookUp(environment, `${prefix}_API_BASE`, n);
  const key = lookUp(environment, `${prefix}_API_KEY`, n);
  const text = url?.text ?? defaultUrl;
  if (text === undefined) {
    throw new ChatError(
      'invalid_config',
      `${key?.name} has no base. Set ${numbered(`${prefix}_API_BASE`, n)} to its URL.`,
    );
  }
  const keyVariable = key?.name ?? numbered(`${prefix}_API_KEY`, n);
  if (key === undefined && needsKey) {
    throw new ChatError('invalid_config', `${url?.name} has no key. Set ${keyVariable}.`);
  }
  return {
    id: n === undefined ? family.id : `${family.id}-${n}`,
    preset,
    baseUrl: normalizeBaseUrl(url?.name ?? `${prefix}_API_BASE`, text),
    ...(key === undefined ? {} : { apiKey: checkKey(key.name, key.text) }),
    keyVariable,
    pins: {
      text: pins(environment, PIN_NAMES.text, n),
      vlm: pins(environment, PIN_NAMES.vlm, n),
      tools: pins(environment, PIN_NAMES.tools, n),
    },
  };
}

const TEXT_PINS = ['CHUTES_TEXT_MODEL', 'CHUTES_MODEL_ID', 'CHUTES_MODEL'];
const PIN_NAMES: {
  readonly [Kind in ModelKind]: { readonly pin: readonly string[]; readonly alternates: string };
} = {
  text: { pin: TEXT_PINS, alternates: 'CHUTES_TEXT_MODEL_ALT' },
  vlm: { pin: ['CHUTES_VLM_MODEL'], alternates: 'CHUTES_VLM_MODEL_ALT' },
  tools: {
    pin: ['CHUTES_TOOLS_MODEL', 'CHUTES_MODEL_ADVANCED', ...TEXT_PINS],
    alternates: 'CHUTES_TEXT_MODEL_ALT',
  },
};

function pins(
  environment: Environment,
  { pin, alternates }: (typeof PIN_NAMES)[ModelKind],
  n: number | undefined,
): readonly string[] {
  const first = pin
    .map((name) => lookUp(environment, name, n)?.text)
    .find((text) => text !== undefined);
  const others = [1, 2, 3].map((index) => variable(environment, `${alternates}${index}`));
  return [...new Set([first, ...others].filter((model) => model !== undefined))];
}

function numbered(name: string, n: number | undefined): string {
  return n === undefined ? name : `${name}_${n}`;
}

/** `NAME_n` if it is set, else `NAME`. */
function lookUp(
  environment: Environment,
  name: string,
  n: number | undefined,
): { readonly name: string; readonly text: string } | undefined {
  for (const candidate of [numbered(name, n), name]) {
    const text = variable(environment, candidate);
    if (text !== undefined) return { name: candidate, text };
  }
  return undefined;
}
