import { beforeEach, describe, expect, it } from 'vitest';
import { Idle, type Clock } from './idle';

const MINUTE = 60_000;

/** Time that passes when the test says so. */
class HandClock implements Clock {
  #now = 1_000_000;
  #timers = new Map<symbol, { due: number; act: () => void }>();

  now = () => this.#now;

  later = (milliseconds: number, act: () => void) => {
    const key = Symbol();
    this.#timers.set(key, { due: this.#now + milliseconds, act });
    return () => void this.#timers.delete(key);
  };

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    for (const [key, { due, act }] of [...this.#timers]) {
      if (due > this.#now || !this.#timers.delete(key)) continue;
      act();
    }
  }

  /** Time passes, and no timer counts it. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
    for (const timer of this.#timers.values()) timer.due += milliseconds;
  }
}

let clock: HandClock;
let calls: number;
let idle: Idle;

beforeEach(() => {
  clock = new HandClock();
  calls = 0;
  idle = new Idle(5, () => (calls += 1), clock);
});

describe('nobody at the counter', () => {
  it('is noticed after so many minutes, once', () => {
    idle.watch();
    clock.pass(5 * MINUTE - 1);
    expect(calls).toBe(0);
    clock.pass(1);
    expect(calls).toBe(1);
    clock.pass(60 * MINUTE);
    expect(calls).toBe(1);
  });

  it('is counted anew from whatever somebody does', () => {
    idle.watch();
    clock.pass(4 * MINUTE);
    idle.touch();
    clock.pass(4 * MINUTE);
    expect(calls).toBe(0);
    clock.pass(MINUTE);
    expect(calls).toBe(1);
  });

  it('is not counted before it matters, nor after', () => {
    idle.touch();
    clock.pass(10 * MINUTE);
    idle.watch();
    clock.pass(4 * MINUTE);
    idle.rest();
    idle.touch();
    clock.pass(10 * MINUTE);
    expect(calls).toBe(0);
  });

  it('is counted anew from where it matters again', () => {
    idle.watch();
    clock.pass(4 * MINUTE);
    idle.rest();
    clock.pass(10 * MINUTE);
    idle.watch();
    clock.pass(4 * MINUTE);
    expect(calls).toBe(0);
    clock.pass(MINUTE);
    expect(calls).toBe(1);
  });

  it('is noticed by the first touch after the computer slept', () => {
    idle.watch();
    clock.sleep(60 * MINUTE);
    expect(calls).toBe(0);
    idle.touch();
    expect(calls).toBe(1);
    idle.touch();
    clock.pass(60 * MINUTE);
    expect(calls).toBe(1);
  });
});
