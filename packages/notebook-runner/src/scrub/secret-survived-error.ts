/**
 * A secret would have been written. Nothing was: rename or remove what prints it. Names the place
 * and the variable or the kind of key, never the value.
 */
export class SecretSurvivedError extends Error {
  override readonly name = 'SecretSurvivedError';
  /** Where it is, such as `00_quickstart.ipynb cell 5 (hello-json)`. */
  readonly place: string;
  /** Which variables, or kinds of key, it holds. */
  readonly secrets: readonly string[];

  constructor(place: string, secrets: readonly string[]) {
    super(
      `${place} still holds a secret (${secrets.join(', ')}) after scrubbing. Nothing was written.`,
    );
    this.place = place;
    this.secrets = secrets;
  }
}
