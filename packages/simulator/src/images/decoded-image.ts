/** A colour, each part from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** What the simulator knows of an image. */
export interface DecodedImage {
  /** Its format, by its first bytes. */
  readonly format: 'png' | 'jpeg' | 'gif' | 'webp';
  /** Pixels across. */
  readonly width: number;
  /** Pixels down. */
  readonly height: number;
  /** Its dominant colour, where the pixels were decoded. */
  readonly dominant: Rgb | null;
}
