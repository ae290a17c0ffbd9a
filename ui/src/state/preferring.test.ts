import { beforeEach, describe, expect, it } from 'vitest';
import { InTurn } from './in-turn';
import { Preferring, USUAL } from './preferring.svelte';
import { FakeHost, problem, settingsScreen, settle } from './testing';

let host: FakeHost;
let reloads: number;
let preferring: Preferring;

beforeEach(() => {
  host = new FakeHost();
  reloads = 0;
  preferring = new Preferring(host, new InTurn(), USUAL, () => (reloads += 1));
});

async function answer(): Promise<void> {
  host.settingsChanged.last.resolve(settingsScreen());
  await settle();
}

describe('a preference', () => {
  it('holds as soon as it is chosen, and is kept', async () => {
    void preferring.choose({ lockAfter: null });
    expect(preferring.now.lockAfter).toBeNull();
    await settle();
    const preferences = { ...USUAL, lockAfter: null };
    expect(host.settingsChanged.last.args).toEqual({ kind: 'window', preferences });
    await answer();
    expect(preferring.task.isDone).toBe(true);
    expect(reloads).toBe(0);
  });

  it('is as before where it could not be kept', async () => {
    void preferring.choose({ sounds: false });
    await settle();
    host.settingsChanged.last.reject(problem('disk full'));
    await settle();
    expect(preferring.now).toEqual(USUAL);
    expect(preferring.task.problem).toEqual(problem('disk full'));
  });

  it('is kept after the one before, with it', async () => {
    void preferring.choose({ sounds: false });
    void preferring.choose({ theme: 'dark' });
    await settle();
    expect(host.settingsChanged.count).toBe(1);
    await answer();
    const both = { ...USUAL, sounds: false, theme: 'dark' };
    expect(host.settingsChanged.last.args).toEqual({ kind: 'window', preferences: both });
    host.settingsChanged.last.reject(problem('disk full'));
    await settle();
    expect(preferring.now).toEqual({ ...USUAL, sounds: false });
  });

  it('loads the window anew where it is the language, once that is kept', async () => {
    void preferring.choose({ language: 'en' });
    await settle();
    expect(reloads).toBe(0);
    await answer();
    expect(reloads).toBe(1);
  });
});

it('says why the customer’s window does not come', async () => {
  void preferring.showDisplay();
  host.shownToCustomer.last.reject(problem('no screen'));
  await settle();
  expect(preferring.task.problem).toEqual(problem('no screen'));
});
