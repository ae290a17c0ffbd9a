import { describe, expect, it } from 'vitest';
import { InTurn } from './in-turn';
import { Task } from './task.svelte';
import { Call, problem, settle } from './testing';

describe('a task', () => {
  it('is done once at a time', async () => {
    const task = new Task();
    const call = new Call<void, null>(undefined);
    const doing = task.do(() => call.answer);
    expect(task.busy).toBe(true);
    expect(await task.do(() => Promise.reject(problem('twice')))).toBe(false);
    call.resolve(null);
    expect(await doing).toBe(true);
    expect(task).toMatchObject({ busy: false, isDone: true, problem: null });
  });

  it('says why it was not done, until it is tried again', async () => {
    const task = new Task();
    expect(await task.do(() => Promise.reject(problem('no disk')))).toBe(false);
    expect(task).toMatchObject({ busy: false, isDone: false, problem: problem('no disk') });
    void task.do(() => new Promise(() => {}));
    expect(task.problem).toBeNull();
  });

  it('is no news where something was written meanwhile', async () => {
    const task = new Task();
    const call = new Call<void, null>(undefined);
    const doing = task.do(() => call.answer);
    task.forget();
    call.resolve(null);
    expect(await doing).toBe(true);
    expect(task.isDone).toBe(false);
  });
});

describe('one after another', () => {
  it('waits for the one before, also where that fails', async () => {
    const turns = new InTurn();
    const call = new Call<void, null>(undefined);
    const order: string[] = [];
    const first = turns.do(() => call.answer).catch(() => order.push('first'));
    const second = turns.do(async () => order.push('second'));
    await settle();
    expect(order).toEqual([]);
    call.reject(problem('no disk'));
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });
});
