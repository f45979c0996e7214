/**
 * What a contender's module makes. The caller closes it.
 *
 * @typedef {object} StreamClient
 * @property {(onPiece: (text: string) => void) => Promise<void>} read one request; hands on each piece of text as it comes, resolves at the end
 * @property {() => Promise<void>} close
 */

export {};
