import { beforeEach, describe, expect, it } from 'vitest';
import type { Remedy } from '../dto';
import { Counter } from './counter.svelte';
import type { Stopped } from './stopped.svelte';
import { FakeHost, home, problem, settle } from './testing';

let host: FakeHost;
let counter: Counter;

async function stop(remedy?: Remedy): Promise<void> {
  host.homes.last.reject({ ...problem('no key'), ...(remedy && { remedy }) });
  await settle();
}

function till(): Stopped {
  if (counter.screen.at !== 'stopped') throw new Error(`at ${counter.screen.at}`);
  return counter.screen.till;
}

beforeEach(async () => {
  host = new FakeHost();
  counter = new Counter(host, () => {});
  void counter.start();
  await settle();
});

describe('a till that did not start', () => {
  it('is closed on Enter where nothing can be done here', async () => {
    await stop();
    counter.confirm();
    expect(host.closed).toBe(1);
    expect(host.startedAgain.count).toBe(0);
  });

  it.each([
    ['paste-secret', 'clipboard'],
    ['start-again', 'keychain'],
  ] as const)('is started on Enter where that may help: %s', async (remedy, from) => {
    await stop(remedy);
    counter.confirm();
    counter.confirm();
    expect(host.startedAgain.made.map(({ args }) => args)).toEqual([from]);
    expect(till().task.busy).toBe(true);
    host.startedAgain.last.resolve(null);
    await settle();
    host.homes.last.resolve(home());
    await settle();
    expect(counter.screen.at).toBe('charge');
    expect(host.closed).toBe(0);
  });

  it('says why the key was not taken, and what was wrong before', async () => {
    await stop('paste-secret');
    void till().startAgain('clipboard');
    host.startedAgain.last.reject(problem('no key in the clipboard'));
    await settle();
    expect(till().problem.what).toBe('no key');
    expect(till().task).toMatchObject({
      busy: false,
      problem: problem('no key in the clipboard'),
    });
  });

  it('says what is wrong now where it stops again', async () => {
    await stop('start-again');
    void till().startAgain('keychain');
    host.startedAgain.last.resolve(null);
    await settle();
    host.homes.last.reject(problem('disk'));
    await settle();
    expect(till().problem).toEqual(problem('disk'));
    expect(till().remedy).toBeNull();
  });
});
