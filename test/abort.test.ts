import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { follower, untilAborted, withTimeLimit } from '../src/abort.js';

/** A promise that nobody keeps. */
const never = async (): Promise<never> => new Promise(() => {});

function controller(): AbortController {
  return new AbortController();
}

describe('untilAborted', () => {
  it('gives what the promise gives, and leaves nothing on the signal', async () => {
    const { signal } = controller();
    expect(await untilAborted(Promise.resolve('yes'), signal)).toBe('yes');
    await expect(untilAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with the reason, whatever it is, when it is aborted before or meanwhile', async () => {
    const reason = { any: 'thing' };
    await expect(untilAborted(never(), AbortSignal.abort(reason))).rejects.toBe(reason);
    const abort = controller();
    const waiting = untilAborted(never(), abort.signal);
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });

  it('has one listener on the signal however many wait, and each is told', async () => {
    const abort = controller();
    const waiting = ['a', 'b'].map(async (name) =>
      untilAborted(never(), abort.signal).catch(() => name),
    );
    const done = untilAborted(Promise.resolve('c'), abort.signal);
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1);
    expect(await done).toBe('c');
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1);
    abort.abort();
    expect(await Promise.all(waiting)).toEqual(['a', 'b']);
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
  });

  it('may be waiting for one signal many times, without a warning', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    onTestFinished(() => {
      process.off('warning', warned);
    });
    const abort = controller();
    const waiting = Array.from({ length: 50 }, async () => untilAborted(never(), abort.signal));
    await sleep(5);
    abort.abort('over');
    await Promise.allSettled(waiting);
    expect(warned).not.toHaveBeenCalled();
  });

  it('lets no later rejection of the promise end the process', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => {
      process.off('unhandledRejection', unhandled);
    });
    const late = sleep(5).then(() => Promise.reject(new Error('late')));
    await expect(untilAborted(late, AbortSignal.abort('over'))).rejects.toBe('over');
    await sleep(20);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('follower', () => {
  it('is aborted with the outer signal and its reason, at once where that is over', () => {
    const outer = controller();
    const { signal } = follower(outer.signal);
    expect(signal.aborted).toBe(false);
    outer.abort('Ctrl-C');
    expect([signal.aborted, signal.reason]).toEqual([true, 'Ctrl-C']);
    expect(follower(outer.signal).signal.reason).toBe('Ctrl-C');
  });

  it('may be aborted before, and is then not aborted again', () => {
    const outer = controller();
    const inner = follower(outer.signal);
    inner.abort('over');
    expect(outer.signal.aborted).toBe(false);
    outer.abort('Ctrl-C');
    expect(inner.signal.reason).toBe('over');
  });
});

describe('withTimeLimit', () => {
  const late = () => new Error('too late');

  it('aborts its signal with the reason when the time is up, not before', async () => {
    const started = performance.now();
    const act = async (signal: AbortSignal) => untilAborted(never(), signal);
    await expect(withTimeLimit(50, late, controller().signal, act)).rejects.toThrow('too late');
    expect(performance.now() - started).toBeGreaterThan(45);
  });

  it('aborts its signal with the reason of the outer one', async () => {
    const outer = controller();
    const act = async (signal: AbortSignal) => untilAborted(never(), signal);
    const waiting = withTimeLimit(60_000, late, outer.signal, act);
    outer.abort('Ctrl-C');
    await expect(waiting).rejects.toBe('Ctrl-C');
    await expect(withTimeLimit(60_000, late, outer.signal, act)).rejects.toBe('Ctrl-C');
  });

  it('gives what is done, and does not end it afterwards', async () => {
    let kept: AbortSignal | undefined;
    const act = async (signal: AbortSignal) => {
      kept = signal;
      return 'done';
    };
    expect(await withTimeLimit(10, late, controller().signal, act)).toBe('done');
    await sleep(30);
    expect(kept?.aborted).toBe(false);
  });

  it('does not count the time for which its clock stands still, of however many stops', async () => {
    const outcome = withTimeLimit(150, late, controller().signal, async (signal, clock) => {
      const [one, two] = [clock.stop(), clock.stop()];
      await sleep(200);
      one();
      await sleep(200);
      const isInTime = !signal.aborted;
      two();
      return isInTime ? untilAborted(never(), signal) : 'aborted while it stood still';
    });
    await expect(outcome).rejects.toThrow('too late');
  });

  it('goes on with what was left when its clock was stopped', async () => {
    const started = performance.now();
    const outcome = withTimeLimit(1000, late, controller().signal, async (signal, clock) => {
      await sleep(800);
      clock.stop()();
      return untilAborted(never(), signal);
    });
    await expect(outcome).rejects.toThrow('too late');
    expect(performance.now() - started).toBeLessThan(1700);
  });

  it('leaves no timer behind that a late start of its clock would set', async () => {
    const kept = controller();
    let goOn = () => {};
    await withTimeLimit(20, late, controller().signal, async (signal, clock) => {
      signal.addEventListener('abort', () => kept.abort());
      goOn = clock.stop();
    });
    goOn();
    await sleep(50);
    expect(kept.signal.aborted).toBe(false);
  });
});
