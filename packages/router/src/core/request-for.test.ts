import type { ChatRequest } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestOverride } from '../deployment.ts';
import { requestFor } from './request-for.ts';

const original: ChatRequest = {
  model: 'fast',
  messages: [{ role: 'user', content: 'hi' }],
  temperature: 0.5,
  top_p: 0.9,
};

function bodyFor(hop: RequestOverride, override?: RequestOverride): ChatRequest {
  const deployment = { id: 'a', model: 'm', transport: scriptedTransport([]) };
  return requestFor(
    original,
    hop,
    override === undefined ? deployment : { ...deployment, override },
  );
}

describe('T5 the body', () => {
  it('is the original under the name of the model there', () => {
    expect(bodyFor({})).toEqual({ ...original, model: 'm' });
  });

  it('takes values of the chain, then of the deployment', () => {
    const body = bodyFor({ temperature: 0, top_p: 0 }, { temperature: 1 });
    expect(body).toEqual({ ...original, temperature: 1, top_p: 0, model: 'm' });
  });

  it('loses what null removes', () => {
    expect(bodyFor({ temperature: null }, { top_p: null })).toEqual({
      model: 'm',
      messages: original.messages,
    });
  });

  it('gets back what the deployment sets after the chain removed it', () => {
    expect(bodyFor({ temperature: null }, { temperature: 1 }).temperature).toBe(1);
  });

  it('keeps the model of the deployment, whatever an override says', () => {
    expect(bodyFor({ model: 'x' }, { model: null }).model).toBe('m');
  });

  it('W5 leaves the original as it was, and shares its messages', () => {
    const before = structuredClone(original);
    expect(bodyFor({ temperature: 0 }, { top_p: null }).messages).toBe(original.messages);
    expect(original).toEqual(before);
  });
});

const field = fc.constantFrom('temperature', 'top_p', 'seed', 'stop', 'user', 'vendor_field');
const value = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.constant(undefined));
const override = fc.dictionary(field, value).map((fields) => fields as RequestOverride);
const known = fc.dictionary(field, fc.oneof(fc.integer(), fc.string()));

it('I13 is what T5 says, field by field, for all overrides', () => {
  fc.assert(
    fc.property(known, override, override, (fields, hop, own) => {
      const given = { ...original, ...fields } as ChatRequest;
      const before = structuredClone(given);
      const deployment = { id: 'a', model: 'm', transport: scriptedTransport([]), override: own };
      const body = requestFor(given, hop, deployment) as unknown as Record<string, unknown>;
      const names = new Set([...Object.keys(given), ...Object.keys(hop), ...Object.keys(own)]);
      for (const name of names) {
        const layers = [own, hop, given].map((layer) => (layer as Record<string, unknown>)[name]);
        const expected = name === 'model' ? 'm' : layers.find((layer) => layer !== undefined);
        expect(body[name] ?? null).toEqual(expected ?? null);
        expect(Object.hasOwn(body, name)).toBe(expected !== null && expected !== undefined);
      }
      expect(given).toEqual(before);
    }),
  );
});
