/** The settings an embedded run is given beside bases, keys and models; a new object each time. */
export function embeddedSettings(): Record<string, string> {
  return {
    LITELLM_MAX_RETRIES: '3',
    LITELLM_RETRY_AFTER: '2',
    LITELLM_TIMEOUT: '45',
    SCILLM_DISABLE_AIOHTTP: '1',
    SCILLM_REQUIRE_NONEMPTY_KEYS: 'title',
    SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH: '1',
    SCILLM_COOLDOWN_429_S: '120',
    SCILLM_RATE_LIMIT_QPS: '50',
    SCILLM_ALLOW_TOOLS_SMOKE: '1',
    SCILLM_ALLOW_STREAM_SMOKE: '1',
  };
}
