import { escapePattern } from './escape-pattern.ts';
import { secretForms } from './secret-forms.ts';
import { isSecretName } from './secret-name.ts';

/** Options of {@link createScrubber}. */
export interface ScrubberOptions {
  /** The variables whose values may be secrets; which of them are is told by their names. */
  readonly env: { readonly [name: string]: string | undefined };
  /**
   * Folders to name instead of spelling out, longest first where one holds another, such as
   * `{ '<repo>': '/home/me/project' }`.
   *
   * @default {}
   */
  readonly folders?: { readonly [label: string]: string };
}

/** A scrubbed text. */
export interface Scrubbed {
  readonly text: string;
  /** How many secrets were replaced. */
  readonly redactions: number;
}

/** Takes secrets, and what differs between machines, out of texts. */
export interface Scrubber {
  /** The text without secrets, folders and loopback ports. */
  scrub(text: string): Scrubbed;
  /** The same without secrets only, for encoded data, in which a folder's name means nothing. */
  scrubData(text: string): Scrubbed;
  /** What secrets are left in a text: names of variables and of patterns, never values. */
  secretsIn(text: string): string[];
}

/** Creates a scrubber for the secrets of an environment and for anything shaped like a key. */
export function createScrubber({ env, folders = {} }: ScrubberOptions): Scrubber {
  const secrets = [...knownSecrets(env), ...PATTERNS];
  const places = placePatterns(folders);
  const scrubData = (text: string): Scrubbed => {
    let redactions = 0;
    const scrubbed = secrets.reduce(
      (current, { pattern, replacement }) =>
        current.replace(pattern, () => {
          redactions += 1;
          return replacement;
        }),
      text,
    );
    return { text: scrubbed, redactions };
  };
  return {
    scrubData,
    scrub(text) {
      const { text: safe, redactions } = scrubData(text);
      const plain = places.reduce(
        (current, [pattern, label]) => current.replace(pattern, label),
        safe,
      );
      return { text: plain.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>'), redactions };
    },
    secretsIn: (text) =>
      secrets.filter(({ pattern }) => text.search(pattern) >= 0).map(({ name }) => name),
  };
}

interface Secret {
  readonly name: string;
  readonly pattern: RegExp;
  readonly replacement: string;
}

const SHORTEST = 6;

// Longer values first, so that one that holds another is replaced whole.
function knownSecrets(env: ScrubberOptions['env']): Secret[] {
  return Object.entries(env)
    .filter(([name, value]) => isSecretName(name) && (value?.trim().length ?? 0) >= SHORTEST)
    .map(([name, value]) => ({ name, value: value ?? '' }))
    .sort(
      (left, right) => right.value.length - left.value.length || (left.name < right.name ? -1 : 1),
    )
    .map(({ name, value }) => ({
      name,
      pattern: new RegExp(secretForms(value), 'g'),
      replacement: `[REDACTED:${name}]`,
    }));
}

const PATTERNS: readonly Secret[] = (
  [
    ['key sk-…', /\bsk-[A-Za-z0-9_-]{16,}/g],
    ['key cpk_…', /\bcpk_[A-Za-z0-9._-]{16,}/g],
    ['token ghp_…', /\bghp_[A-Za-z0-9]{20,}/g],
    ['key AKIA…', /\bAKIA[0-9A-Z]{16}\b/g],
    ['Bearer …', /\bBearer\s+(?=[^\s"']*\d)[A-Za-z0-9._~+/=-]{12,}/g],
    ['JWT', /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/g],
  ] as const
).map(([name, pattern]) => ({ name, pattern, replacement: '[REDACTED]' }));

function placePatterns(folders: { readonly [label: string]: string }): [RegExp, string][] {
  return Object.entries(folders)
    .map(([label, path]) => [label, path.replace(/\/+$/, '')] as const)
    .filter(([, path]) => path.length > 1)
    .sort(([, left], [, right]) => right.length - left.length)
    .map(([label, path]) => [new RegExp(`${escapePattern(path)}(?![\\w-])`, 'g'), label]);
}
