import type { ChatRequest } from '@scillm/core';
import type { Deployment, RequestOverride } from '../deployment.ts';

/**
 * What a deployment is sent: the caller's original request, changed by the chain entry, then by the
 * deployment, under the deployment's model name. Nothing of an earlier hop is left in it.
 */
export function requestFor(
  original: ChatRequest,
  hopOverride: RequestOverride,
  { override = {}, model }: Deployment,
): ChatRequest {
  const fields: { [field: string]: unknown } = { ...original };
  for (const changes of [hopOverride, override]) {
    for (const [field, value] of Object.entries(changes)) {
      if (value === null) delete fields[field];
      else if (value !== undefined) fields[field] = value;
    }
  }
  fields['model'] = model;
  return fields as unknown as ChatRequest;
}
