import type { ModelCapabilities, ModelInfo } from '@scillm/core';

/** What a request may need of a model. */
export type Capability = 'vlm' | 'tools' | 'json';

interface Evidence {
  /** What the listing says; `undefined` where it is silent. */
  readonly listed: (model: ModelInfo) => boolean | undefined;
  /** A word of the name that says yes. */
  readonly named: RegExp | undefined;
}

const EVIDENCE: { readonly [Name in Capability]: Evidence } = {
  vlm: {
    listed: ({ inputModalities }) => inputModalities?.includes('image'),
    named: /(?:^|[-_/.:])(?:vl|vlm|vision)(?=$|[-_/.:\d])/i,
  },
  tools: {
    listed: ({ supportedParameters }) => supportedParameters?.includes('tools'),
    named: /(?:^|[-_/.:])(?:tools?|function)(?=$|[-_/.:])/i,
  },
  json: {
    listed: ({ supportedParameters }) =>
      supportedParameters?.some(
        (name) => name === 'response_format' || name === 'structured_outputs',
      ),
    named: undefined,
  },
};

/**
 * Whether a model can: by what the user says of it, else by its listing, else by its name;
 * `undefined` if nobody says.
 */
export function modelCapability(
  model: ModelInfo,
  capability: Capability,
  said: ModelCapabilities = {},
): boolean | undefined {
  const { listed, named } = EVIDENCE[capability];
  return said[capability] ?? listed(model) ?? (named?.test(model.id) ? true : undefined);
}
