/** Plain text of a message. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  /** Marks the end of a prefix worth caching; passed on as it is. */
  readonly prompt_cache_breakpoint?: { readonly mode: 'explicit' };
}

/** A picture: an `https:` URL that the backend fetches, or a `data:` URL that carries it. */
export interface ImagePart {
  readonly type: 'image_url';
  readonly image_url: { readonly url: string; readonly detail?: 'auto' | 'low' | 'high' };
  /** Marks the end of a prefix worth caching; passed on as it is. */
  readonly prompt_cache_breakpoint?: { readonly mode: 'explicit' };
}

/** Sound, base64-encoded. */
export interface AudioPart {
  readonly type: 'input_audio';
  readonly input_audio: { readonly data: string; readonly format: 'wav' | 'mp3' };
  /** Marks the end of a prefix worth caching; passed on as it is. */
  readonly prompt_cache_breakpoint?: { readonly mode: 'explicit' };
}

/** A document, inline or by the id of an upload. */
export interface FilePart {
  readonly type: 'file';
  readonly file: {
    readonly file_data?: string;
    readonly file_id?: string;
    readonly filename?: string;
  };
  /** Marks the end of a prefix worth caching; passed on as it is. */
  readonly prompt_cache_breakpoint?: { readonly mode: 'explicit' };
}

/** A refusal that stands in the history of a conversation. */
export interface RefusalPart {
  readonly type: 'refusal';
  readonly refusal: string;
}

/** What a user message may hold. Lists of parts pass to the backend verbatim, in their order. */
export type ContentPart = TextPart | ImagePart | AudioPart | FilePart;

/** A call of a function the model asks for; `arguments` is JSON text, as the model wrote it. */
export interface FunctionToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A call of a free-form tool; `input` is whatever the model wrote. */
export interface CustomToolCall {
  readonly id: string;
  readonly type: 'custom';
  readonly custom: { readonly name: string; readonly input: string };
}

/** One tool call of an assistant message. */
export type ToolCall = FunctionToolCall | CustomToolCall;

/** Instructions of the application, in the name newer models know. */
export interface DeveloperMessage {
  readonly role: 'developer';
  readonly content: string | readonly TextPart[];
  readonly name?: string;
}

/** Instructions of the application. */
export interface SystemMessage {
  readonly role: 'system';
  readonly content: string | readonly TextPart[];
  readonly name?: string;
}

/** What the user says or shows. */
export interface UserMessage {
  readonly role: 'user';
  readonly content: string | readonly ContentPart[];
  readonly name?: string;
}

/** An earlier answer of the model. */
export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content?: string | readonly (TextPart | RefusalPart)[] | null;
  readonly refusal?: string | null;
  readonly name?: string;
  readonly audio?: { readonly id: string } | null;
  readonly tool_calls?: readonly ToolCall[];
  /** @deprecated Old servers only; newer ones use `tool_calls`. */
  readonly function_call?: { readonly name: string; readonly arguments: string } | null;
}

/** The result of a tool call, named by the call's id. */
export interface ToolMessage {
  readonly role: 'tool';
  readonly content: string | readonly TextPart[];
  readonly tool_call_id: string;
}

/**
 * The result of a function call in the old form.
 *
 * @deprecated Old servers only; newer ones use {@link ToolMessage}.
 */
export interface FunctionMessage {
  readonly role: 'function';
  readonly content: string | null;
  readonly name: string;
}

/** One turn of a conversation, in the wire shape of OpenAI Chat Completions. */
export type ChatMessage =
  | DeveloperMessage
  | SystemMessage
  | UserMessage
  | AssistantMessage
  | ToolMessage
  | FunctionMessage;
