/** Whether a variable of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !ANNOTATED.includes(name);
}

const SECRET = /KEY|TOKEN|SECRET|PASSW|AUTH|COOKIE/i;

/**
 * The variables whose values a snapshot shows, since they shape its answers; `catalog.json` may list
 * others. Some are named like secrets and are none.
 */
export const ANNOTATED: readonly string[] = [
  'LITELLM_MAX_RETRIES',
  'LITELLM_RETRY_AFTER',
  'LITELLM_TIMEOUT',
  'SCILLM_DISABLE_AIOHTTP',
  'SCILLM_REQUIRE_NONEMPTY_KEYS',
  'SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH',
  'SCILLM_COOLDOWN_429_S',
  'SCILLM_RATE_LIMIT_QPS',
  'SCILLM_ALLOW_TOOLS_SMOKE',
  'SCILLM_ALLOW_STREAM_SMOKE',
];
