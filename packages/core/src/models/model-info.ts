/** One model as a base lists it. What the listing does not say is absent. */
export interface ModelInfo {
  readonly id: string;
  /** Kinds of input it takes, such as `text` and `image`. */
  readonly inputModalities?: readonly string[];
  /** Request fields it understands, such as `tools` and `response_format`. */
  readonly supportedParameters?: readonly string[];
  /** Tokens of input and output together. */
  readonly contextLength?: number;
  readonly prices?: ModelPrices;
}

/** What a model costs, in US dollars per million tokens. */
export interface ModelPrices {
  readonly inputPerMTok: number;
  readonly outputPerMTok: number;
}
