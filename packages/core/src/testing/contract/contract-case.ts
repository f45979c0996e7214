/** One promise of a transport, ready to run in any test runner. */
export interface ContractCase {
  /** The rule it keeps, and a word where a rule has several cases: `C2`, `C4-headers`, `14-quota-402`. */
  readonly id: string;
  readonly title: string;
  /** Rejects if the promise is broken. Leaves nothing open. */
  run(): Promise<void>;
}
