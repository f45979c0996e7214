const MEBIBYTE = 1024 * 1024;

/** A number of bytes as messages say it. */
export function inMiB(bytes: number): string {
  return `${Math.round((bytes / MEBIBYTE) * 100) / 100} MiB`;
}
