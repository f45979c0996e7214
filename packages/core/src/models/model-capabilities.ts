/** What a model can do, as somebody says who knows. What is not said is absent. */
export interface ModelCapabilities {
  /** Whether it takes images. */
  readonly vlm?: boolean;
  /** Whether it calls tools. */
  readonly tools?: boolean;
  /** Whether it keeps to a JSON response format. */
  readonly json?: boolean;
  /** Most tokens of input. */
  readonly maxInputTokens?: number;
}
