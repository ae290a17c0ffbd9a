import { beforeEach, describe, expect, it } from 'vitest';
import { Counter } from './counter.svelte';
import { FakeHost, home, problem, settingsScreen, settle, staffed } from './testing';
import type { Step, Welcome } from './welcome.svelte';

let host: FakeHost;
let counter: Counter;
let reloads: boolean[];

async function begin(more: Parameters<typeof home>[0] = { isNew: true }, isWelcoming = false) {
  host = new FakeHost();
  reloads = [];
  const reload = (goesOn: boolean) => reloads.push(goesOn);
  counter = new Counter(host, () => {}, { reload, isWelcoming });
  void counter.start();
  await settle();
  host.homes.last.resolve(home(more));
  await settle();
}

beforeEach(() => begin());

function welcome(): Welcome {
  if (counter.welcome === null) throw new Error('nobody is welcomed');
  return counter.welcome;
}

async function setUp(): Promise<void> {
  counter.confirm();
  await settle();
  host.settingsRead.last.resolve(settingsScreen());
  await settle();
}

async function saved(): Promise<void> {
  host.settingsChanged.last.resolve(settingsScreen());
  await settle();
}

async function at(step: Step): Promise<void> {
  await setUp();
  welcome().step = step;
}

describe('a new till', () => {
  it('welcomes, and charges nothing meanwhile', async () => {
    expect(counter.welcomes).toBe(true);
    counter.press('5');
    counter.paste('12990');
    counter.turnTo('book');
    counter.newSale();
    await settle();
    expect(counter.draft.amount.isEmpty).toBe(true);
    expect(counter.page).toBe('counter');
  });

  it('is set up by people, not by somebody who may only charge', () => {
    counter.staff.take(staffed('beto'));
    expect(counter.welcomes).toBe(false);
    counter.staff.take(staffed('ana'));
    expect(counter.welcomes).toBe(true);
  });

  it('is left alone by one that is none', async () => {
    await begin({ isNew: false });
    expect(counter.welcome).toBeNull();
  });

  it('goes on with it after it was loaded anew for another language', async () => {
    void counter.preferring.choose({ language: 'en' });
    await settle();
    host.settingsChanged.last.resolve(settingsScreen());
    await settle();
    expect(reloads).toEqual([true]);
    await begin({ isNew: false }, true);
    expect(counter.welcomes).toBe(true);
  });
});

describe('practising first', () => {
  it('leaves all as it is, and goes to the counter', async () => {
    void welcome().practise();
    await settle();
    expect(host.settingsChanged.last.args).toEqual({ kind: 'as-is' });
    await saved();
    host.homes.last.resolve(home());
    await settle();
    expect(counter.welcome).toBeNull();
    expect(counter.screen.at).toBe('charge');
  });

  it('says why it cannot', async () => {
    void welcome().practise();
    await settle();
    host.settingsChanged.last.reject(problem('disk full'));
    await settle();
    expect(welcome()).toMatchObject({ step: null, problem: problem('disk full'), busy: false });
  });
});

describe('a step', () => {
  it('begins with a name that is not of the training till', async () => {
    await setUp();
    expect(welcome()).toMatchObject({ step: 'shop', number: 1, isWhole: false });
    expect(counter.settings.entry!.shop.name).toBe('');
    counter.confirm();
    await settle();
    expect(host.settingsChanged.count).toBe(0);
  });

  it('is saved before the next one, once', async () => {
    await setUp();
    counter.settings.entry!.shop.name = 'Doña Rosa';
    counter.confirm();
    counter.confirm();
    await settle();
    expect(host.settingsChanged.count).toBe(1);
    expect(welcome()).toMatchObject({ step: 'shop', busy: true });
    await saved();
    expect(welcome()).toMatchObject({ step: 'banchile', busy: false });
  });

  it('stays with its problem until something else is written', async () => {
    await setUp();
    counter.settings.entry!.shop.name = 'Doña Rosa';
    counter.confirm();
    await settle();
    host.settingsChanged.last.reject(problem('disk full'));
    await settle();
    expect(welcome()).toMatchObject({ step: 'shop', problem: problem('disk full') });
    welcome().forget();
    expect(welcome().problem).toBeNull();
  });

  it('with a new site survives the till that starts anew', async () => {
    await at('banchile');
    const { site } = counter.settings.entry!;
    site.kind = 'production';
    site.login = 'abc';
    counter.confirm();
    await settle();
    host.connected.last.resolve(null);
    await settle();
    host.homes.last.resolve(home({ isNew: false, mode: 'live' }));
    await settle();
    host.settingsRead.last.resolve(settingsScreen());
    await settle();
    expect(counter.home?.mode).toBe('live');
    expect(welcome().step).toBe('till');
  });

  it('saves both the till and its printer, and stops at the first that fails', async () => {
    await at('till');
    counter.confirm();
    await settle();
    expect(host.settingsChanged.last.args).toMatchObject({ kind: 'till' });
    await saved();
    expect(host.settingsChanged.last.args).toMatchObject({ kind: 'printers' });
    host.settingsChanged.last.reject(problem('no such printer'));
    await settle();
    expect(welcome()).toMatchObject({ step: 'till', problem: problem('no such printer') });
  });

  it('is saved once, also where it is two things', async () => {
    await at('till');
    counter.confirm();
    await settle();
    await saved();
    counter.confirm();
    await saved();
    expect(host.settingsChanged.count).toBe(2);
    expect(welcome().step).toBe('cashiers');
  });

  it('is left out only where the till goes without', async () => {
    await setUp();
    await welcome().skip();
    expect(welcome().step).toBe('shop');
    welcome().step = 'banchile';
    await welcome().skip();
    expect(welcome().step).toBe('till');
    expect(host.connected.count).toBe(0);
  });

  it('goes back, and keeps what was written', async () => {
    await at('banchile');
    counter.settings.entry!.shop.name = 'Doña Rosa';
    counter.back();
    expect(welcome().step).toBe('shop');
    counter.back();
    expect(welcome().step).toBeNull();
    counter.confirm();
    await settle();
    expect(counter.settings.entry!.shop.name).toBe('Doña Rosa');
    expect(host.settingsRead.count).toBe(1);
  });
});

it('ends at the counter, with what was set up', async () => {
  await at('done');
  counter.confirm();
  await settle();
  host.homes.last.resolve(home({ shop: 'Doña Rosa' }));
  await settle();
  expect(counter.welcome).toBeNull();
  expect(counter.home?.shop).toBe('Doña Rosa');
  expect(counter.screen.at).toBe('charge');
});
