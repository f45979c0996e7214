import { checkKey, hasBearerPrefix } from './check-key.ts';
import { type Environment, variable } from './environment.ts';
import type { SettingRow } from './settings.ts';

const KEY = /^(?:CHUTES|SCILLM)_API_KEY(?:_\d{1,2})?$/;
const OTHER = /^(?:(?:CHUTES|SCILLM)_API_BASE(?:_\d{1,2})?|CHUTES_\w*MODEL\w*)$/;
const PROXY = /^(?:https?_proxy|no_proxy)$/i;

/** The rows of bases, keys and pins that are set. Keys show their fingerprint only. */
export function explainBases(environment: Environment): readonly SettingRow[] {
  return Object.keys(environment)
    .sort()
    .flatMap((name) => {
      const text = variable(environment, name);
      return text === undefined ? [] : explain(name, text);
    });
}

function explain(name: string, text: string): readonly SettingRow[] {
  const source = `env:${name}` as const;
  if (KEY.test(name)) {
    const value = `[secret] ${checkKey(name, text).fingerprint}`;
    const note = hasBearerPrefix(text)
      ? { note: 'the leading "Bearer" is not part of the key and is dropped' }
      : {};
    return [{ name, value, source, effect: 'key of the base with the same ending', ...note }];
  }
  if (OTHER.test(name)) {
    const effect = name.includes('_BASE')
      ? 'an OpenAI-compatible base'
      : 'a model to prefer, or its alternate';
    return [{ name, value: text, source, effect }];
  }
  return PROXY.test(name)
    ? [{ name, value: 'set', source, effect: 'proxy for outgoing HTTP' }]
    : [];
}
