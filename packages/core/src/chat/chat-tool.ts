/** A function the model may ask to call; `parameters` is a JSON Schema. */
export interface FunctionTool {
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    readonly description?: string;
    readonly parameters?: { readonly [key: string]: unknown };
    readonly strict?: boolean | null;
  };
}

/** A tool whose input is free text, or text of a grammar. */
export interface CustomTool {
  readonly type: 'custom';
  readonly custom: {
    readonly name: string;
    readonly description?: string;
    readonly format?:
      | { readonly type: 'text' }
      | {
          readonly type: 'grammar';
          readonly grammar: { readonly definition: string; readonly syntax: 'lark' | 'regex' };
        };
  };
}

/** A tool offered to the model. */
export type ChatTool = FunctionTool | CustomTool;

/** Whether the model may, must, or must not call a tool, and which. */
export type ToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | { readonly type: 'function'; readonly function: { readonly name: string } }
  | { readonly type: 'custom'; readonly custom: { readonly name: string } }
  | {
      readonly type: 'allowed_tools';
      readonly allowed_tools: {
        readonly mode: 'auto' | 'required';
        readonly tools: readonly { readonly [key: string]: unknown }[];
      };
    };
