import { ChatError } from '../error/chat-error.ts';
import { redact } from '../error/redact.ts';
import { normalizeBaseUrl } from './base-url.ts';
import { checkKey, hasBearerPrefix } from './check-key.ts';
import { type Environment, variable } from './environment.ts';
import { refusedRow } from './explain-variable.ts';
import type { SettingRow } from './settings.ts';

const KEY = /^(?:CHUTES|SCILLM)_API_KEY(?:_[1-9]\d?)?$/;
const BASE = /^(?:CHUTES|SCILLM)_API_BASE(?:_[1-9]\d?)?$/;
const PIN =
  /^CHUTES_(?:(?:(?:TEXT|VLM|TOOLS)_MODEL|MODEL(?:_ID|_ADVANCED)?)(?:_[1-9]\d?)?|(?:TEXT|VLM)_MODEL_ALT[123])$/;
const PROXY = /^(?:https?_proxy|no_proxy)$/i;

/** The rows of bases, keys and pins that are set. Keys show their fingerprint only. */
export function explainBases(environment: Environment): readonly SettingRow[] {
  return Object.keys(environment)
    .sort()
    .flatMap((name) => {
      const text = variable(environment, name);
      return text === undefined ? [] : explainOrRefuse(name, text);
    });
}

function explainOrRefuse(name: string, text: string): readonly SettingRow[] {
  try {
    return explain(name, text);
  } catch (error) {
    if (!ChatError.is(error)) throw error;
    return [refusedRow(name, name, KEY.test(name) ? KEY_EFFECT : BASE_EFFECT, error)];
  }
}

const KEY_EFFECT = 'key of the base with the same ending';
const BASE_EFFECT = 'an OpenAI-compatible base';

function explain(name: string, text: string): readonly SettingRow[] {
  const source = `env:${name}` as const;
  if (KEY.test(name)) {
    const value = `[secret] ${checkKey(name, text).fingerprint}`;
    const note = hasBearerPrefix(text)
      ? { note: 'the leading "Bearer" is not part of the key and is dropped' }
      : {};
    return [{ name, value, source, effect: KEY_EFFECT, ...note }];
  }
  if (BASE.test(name)) {
    const value = normalizeBaseUrl(name, text);
    return [{ name, value, source, effect: BASE_EFFECT }];
  }
  if (PIN.test(name)) {
    return [{ name, value: redact(text), source, effect: 'a model to prefer, or its alternate' }];
  }
  return PROXY.test(name)
    ? [{ name, value: 'set', source, effect: 'proxy for outgoing HTTP' }]
    : [];
}
