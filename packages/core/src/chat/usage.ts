/** Tokens of one answer as the backend counted them. What it did not count is absent, never 0. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly completion_tokens_details?: {
    readonly accepted_prediction_tokens?: number;
    readonly audio_tokens?: number;
    readonly reasoning_tokens?: number;
    readonly rejected_prediction_tokens?: number;
  };
  readonly prompt_tokens_details?: {
    readonly audio_tokens?: number;
    readonly cache_write_tokens?: number;
    readonly cached_tokens?: number;
  };
}
