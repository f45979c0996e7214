import { ChatError } from '@scillm/core';
import type { Deployment } from '../deployment.ts';

/** Checks one deployment. Throws `invalid_config` that names the field and the fix. */
export function checkDeployment(route: string, deployment: Deployment): void {
  const { id, model, order, maxRetries, weight, timeouts, prices, limits, capabilities } =
    deployment;
  if (id === '') throw invalid(`A deployment of route ${route} has an empty id. Name it.`);
  if (model === '') throw invalid(`Deployment ${id} has an empty model. Name the model it serves.`);
  checkNumbers(id, 0, { order, maxRetries, weight, ...timeouts, ...prices });
  const { maxInputTokens } = capabilities ?? {};
  checkNumbers(id, 1, { ...limits, maxInputTokens });
}

function checkNumbers(
  id: string,
  lowest: number,
  fields: { readonly [name: string]: unknown },
): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || (typeof value === 'number' && value >= lowest)) continue;
    throw invalid(`${name} of deployment ${id} is ${value}. Use a number >= ${lowest}.`);
  }
}

function invalid(message: string): ChatError {
  return new ChatError('invalid_config', message);
}
