/** How one evaluation ended. */
export type Evaluation =
  | { readonly kind: 'finished' }
  | {
      readonly kind: 'thrown';
      readonly value: unknown;
      /** Where V8 saw it thrown, from 1 in the evaluated code, when it knows. */
      readonly line?: number;
      readonly column?: number;
    }
  | { readonly kind: 'terminated' };

/** Runs code in the child's global scope. */
export interface Evaluator {
  /** Evaluates code known to stack traces as `url`; resolves when its top-level awaits have settled. Never rejects. */
  evaluate(code: string, url: string): Promise<Evaluation>;
  /** Lets go of V8's inspector; without it Node waits for a debugger at exit. */
  close(): void;
}
