import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOutlet } from './outlet.ts';

/** An outlet whose client leaves when told. */
function outletOf() {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const onOver = vi.fn();
  return {
    outlet: createOutlet(response, onOver),
    leave: () => response.emit('close'),
    onOver,
    response,
  };
}

describe('an outlet', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('waits as long as it is told, and not at all for nothing', async () => {
    const { outlet } = outletOf();
    await outlet.pause(0);
    const paused = outlet.pause(1000);
    await vi.advanceTimersByTimeAsync(1000);
    await expect(paused).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends every wait when the client leaves, and leaves no timer and no listener behind', async () => {
    const { outlet, leave, onOver, response } = outletOf();
    vi.spyOn(response, 'write').mockReturnValue(false);
    const waits = [outlet.pause(1000), outlet.hang(), outlet.write('x')];
    expect([vi.getTimerCount(), response.listenerCount('drain')]).toEqual([1, 1]);
    leave();
    const results = await Promise.allSettled(waits);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect([vi.getTimerCount(), response.listenerCount('drain')]).toEqual([0, 0]);
    expect(onOver.mock.calls).toEqual([['gone']]);
    await expect(outlet.pause(0)).rejects.toThrow();
    await expect(outlet.write('x')).rejects.toThrow();
  });

  it('says once that it was destroyed, before the client can know', () => {
    const { outlet, leave, onOver } = outletOf();
    outlet.destroy('close');
    expect([outlet.isDestroyed, onOver.mock.calls]).toEqual([true, [['destroyed']]]);
    outlet.destroy('reset');
    leave();
    expect(onOver).toHaveBeenCalledOnce();
  });

  it('goes on when a slow client has read', async () => {
    const { outlet, response } = outletOf();
    vi.spyOn(response, 'write').mockReturnValue(false);
    const written = outlet.write('x');
    response.emit('drain');
    await expect(written).resolves.toBeUndefined();
  });
});
