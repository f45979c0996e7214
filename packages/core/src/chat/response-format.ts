/** The form an answer must have: text, any JSON object, or JSON of a schema. */
export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly json_schema: {
        readonly name: string;
        readonly description?: string;
        readonly schema?: { readonly [key: string]: unknown };
        readonly strict?: boolean | null;
      };
    };
