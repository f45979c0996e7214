import type { JsonObject } from '../wire/json-object.ts';

/** A tool the request offers. */
export interface OfferedTool {
  /** The function's name. */
  readonly name: string;
  /** The JSON Schema of its arguments. */
  readonly parameters: JsonObject;
}

/** Which tool the request asks for: none, free choice, or a name. */
export type ToolChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'any' }
  | { readonly kind: 'named'; readonly name: string };

/** The form the request asks of the content. */
export type ContentFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'json-object' }
  | { readonly kind: 'json-schema'; readonly name: string; readonly schema: unknown };

/** A chat request as the answers read it. */
export interface ChatRequest {
  /** The model asked for. */
  readonly model: string;
  /** Every turn as it came. */
  readonly messages: readonly JsonObject[];
  /** The text of the last user turn. */
  readonly text: string;
  /** The image URLs of the last user turn. */
  readonly images: readonly string[];
  /** The last turn's tool result, if it is one. */
  readonly toolResult: { readonly name: string; readonly content: string } | null;
  /** The tools offered. */
  readonly tools: readonly OfferedTool[];
  /** Which of them is asked for. */
  readonly toolChoice: ToolChoice;
  /** The form asked for. */
  readonly format: ContentFormat;
  /** The most tokens the answer may have. */
  readonly maxTokens: number | null;
}
