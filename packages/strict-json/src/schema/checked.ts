/** What a validator says of a value: the value it makes of it, or what is wrong, one line per fault. */
export type Checked =
  | { readonly isValid: true; readonly value: unknown }
  | {
      readonly isValid: false;
      /** Such as `items[0].price: expected number, got string`; the path is empty at the root. */
      readonly errors: readonly string[];
    };
