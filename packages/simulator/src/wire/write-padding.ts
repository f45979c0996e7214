import type { Outlet } from './outlet.ts';

const BLOCK_BYTES = 65_536;

/** Writes so many blanks, a block at a time, as fast as the client reads them. */
export async function writePadding(bytes: number, outlet: Outlet): Promise<void> {
  const block = Buffer.alloc(Math.min(bytes, BLOCK_BYTES), ' ');
  for (let left = bytes; left > 0; left -= block.length) {
    await outlet.write(left < block.length ? block.subarray(0, left) : block);
  }
}
