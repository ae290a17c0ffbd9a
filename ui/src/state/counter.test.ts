import { describe, expect, it, vi } from 'vitest';
import type { Home, Payment, PaymentState } from '../dto';
import { text } from '../text';
import { Counter, type Brought, type Page } from './counter.svelte';
import type { Focus } from './keys';
import { USUAL } from './preferring.svelte';
import {
  APPROVED,
  change,
  FakeHost,
  FINE,
  home,
  opened,
  payment,
  problem,
  REJECTED,
  row,
  settingsScreen,
  settle,
  staffed,
  TODAY,
  VALIDATING,
  WAITING,
} from './testing';
import type { Tone } from './tone';

const PARTIAL = {
  kind: 'partial-expired',
  paid: '$6.000',
  missing: '$6.990',
  missingDigits: '6990',
} as const;

async function counterAt(start: Partial<Home> = {}, brought: Partial<Brought> = {}) {
  const host = new FakeHost();
  const tones: Tone[] = [];
  const counter = new Counter(host, (tone) => tones.push(tone), brought);
  const starting = counter.start();
  await settle();
  host.homes.last.resolve(home(start));
  await starting;
  await settle();
  return { host, tones, counter };
}

/** A counter that shows a payment which was just opened. */
async function counterWith(of: Payment, start: Partial<Home> = {}) {
  const at = await counterAt(start);
  at.counter.press('12990');
  at.counter.confirm();
  await settle();
  at.host.opened.last.resolve(opened(of));
  await settle();
  return at;
}

function shown(counter: Counter): Payment {
  if (counter.screen.at !== 'sale') throw new Error(`at ${counter.screen.at}, not at a sale`);
  return counter.screen.sale.payment;
}

describe('starting', () => {
  it('begins at the amount, with nothing in it', async () => {
    const { counter } = await counterAt();
    expect(counter.screen.at).toBe('charge');
    expect(counter.draft.amount.shown.text).toBe('$0');
  });

  it('shows a payment that was left pending, and tells the till', async () => {
    const { counter, host } = await counterAt({ unfinished: payment(3, WAITING) });
    expect(shown(counter).saleId).toBe(3);
    expect(host.shown.last.args).toBe(3);
  });

  it('says why it cannot, and closes on Enter', async () => {
    const host = new FakeHost();
    const counter = new Counter(host, () => {});
    const starting = counter.start();
    await settle();
    host.homes.last.reject(problem('another Cobro runs'));
    await starting;
    expect(counter.screen).toMatchObject({
      at: 'stopped',
      till: { problem: problem('another Cobro runs') },
    });
    counter.confirm();
    expect(host.closed).toBe(1);
  });

  it('loses no change that arrives before it is ready', async () => {
    const host = new FakeHost();
    const tones: Tone[] = [];
    const counter = new Counter(host, (tone) => tones.push(tone));
    const starting = counter.start();
    await settle();
    host.change(change(payment(1, APPROVED)));
    const waiting = payment(1, WAITING);
    host.homes.last.resolve(home({ sales: [row(waiting)], unfinished: waiting }));
    await starting;
    expect(counter.sales.stateOf(1)).toBe('approved');
    expect(shown(counter).state).toEqual(APPROVED);
    expect(tones).toEqual(['approved']);
  });
});

describe('what sounds behind another page', () => {
  it('is told there in words until somebody turns to it', async () => {
    const { host, counter, tones } = await counterWith(payment(1, WAITING));
    host.change(change(payment(1, WAITING)));
    host.change(change(payment(1, REJECTED, { asOf: 2 })));
    expect(counter.news, 'it can be seen').toBeNull();
    counter.newSale();
    host.change(change(payment(2, WAITING)));
    counter.turnTo('settings');
    host.change(change(payment(2, APPROVED, { asOf: 3 })));
    expect(tones).toEqual(['rejected', 'approved']);
    expect(counter.news?.id).toBe(2);
    counter.turnTo('shifts');
    expect(counter.news).toBeNull();
  });

  it('tells a locked till nothing', async () => {
    const waiting = row(payment(1, WAITING));
    const { host, counter } = await counterAt({ sales: [waiting], people: staffed('ana') });
    counter.turnTo('shifts');
    host.tellPeople(staffed('nobody'));
    host.change(change(payment(1, APPROVED, { asOf: 2 })));
    expect(counter.news).toBeNull();
  });
});

describe('a till that takes the place of another', () => {
  async function moved(start: Partial<Home>, meanwhile: (host: FakeHost) => void = () => {}) {
    const before = payment(1, WAITING, { asOf: 900 });
    const at = await counterAt({ sales: [row(before)], unfinished: before });
    const beginning = at.counter.begin();
    meanwhile(at.host);
    at.host.homes.last.resolve(home(start));
    await beginning;
    return at;
  }

  it('is shown as it is, whatever the other knew by the same numbers', async () => {
    const { counter } = await moved({ sales: [row(payment(1, APPROVED))], mode: 'live' });
    expect(counter.screen.at).toBe('charge');
    expect(counter.home?.mode).toBe('live');
    expect(counter.sales.stateOf(1)).toBe('approved');
  });

  it('loses nothing that it tells before it is ready', async () => {
    const { counter, tones } = await moved({ sales: [row(payment(2, WAITING))] }, (host) => {
      host.change(change(payment(2, APPROVED, { asOf: 2 })));
      host.tellPeople(staffed('nobody'));
    });
    expect(counter.sales.stateOf(2)).toBe('approved');
    expect(counter.staff.isLocked).toBe(true);
    expect(tones).toEqual(['approved']);
  });

  it('is stopped where it did not start', async () => {
    const { counter, host } = await counterAt();
    const beginning = counter.begin();
    host.homes.last.reject(problem('no ledger'));
    await beginning;
    expect(counter.screen.at).toBe('stopped');
  });
});

describe('a counter without sounds', () => {
  it('plays nothing', async () => {
    const host = new FakeHost();
    const tones: Tone[] = [];
    const preferences = { ...USUAL, sounds: false };
    const counter = new Counter(host, (tone) => tones.push(tone), { preferences });
    const starting = counter.start();
    await settle();
    host.homes.last.resolve(home({ sales: [row(payment(1, WAITING))] }));
    await starting;
    host.change(change(payment(1, APPROVED)));
    expect(counter.sales.stateOf(1)).toBe('approved');
    expect(tones).toEqual([]);
  });
});

describe('the settings', () => {
  it('are read as their page comes up, and closed with the till', async () => {
    const { counter, host } = await counterAt({ people: staffed('ana') });
    counter.turnTo('settings');
    await settle();
    host.settingsRead.last.resolve(settingsScreen());
    await settle();
    expect(counter.settings.entry).not.toBeNull();
    host.tellPeople(staffed('nobody'));
    expect(counter.settings.entry).toBeNull();
  });

  it('are told wherever the window shows them', async () => {
    const { counter, host } = await counterAt();
    counter.turnTo('settings');
    await settle();
    host.settingsRead.last.resolve(settingsScreen());
    await settle();
    void counter.settings.saveTill();
    await settle();
    host.settingsChanged.last.resolve(settingsScreen({ tillCode: 'C9' }));
    await settle();
    expect(counter.home?.till).toBe('C9');
  });
});

describe('settings that are not saved', () => {
  async function counterWriting(reload: () => void = () => {}) {
    const at = await counterAt({ people: staffed('ana') }, { reload });
    const { host, counter } = at;
    counter.turnTo('settings');
    await settle();
    host.settingsRead.last.resolve(settingsScreen());
    await settle();
    counter.settings.entry!.shop.name = 'Rosa';
    return at;
  }

  const WAYS: [string, Page, (counter: Counter) => void][] = [
    ['a new sale', 'counter', (counter) => counter.newSale()],
    ['back', 'counter', (counter) => counter.back()],
    ['their button', 'counter', (counter) => counter.turnTo('settings')],
    ['the book', 'book', (counter) => counter.turnTo('book')],
    ['the shifts', 'shifts', (counter) => counter.turnTo('shifts')],
    ['a sale', 'counter', (counter) => void counter.show(1)],
  ];

  it.each(WAYS)('are left only after a question: %s', async (_, page, leave) => {
    const { host, counter } = await counterWriting();
    leave(counter);
    expect(counter).toMatchObject({ page: 'settings', unsaved: { sections: ['shop'] } });
    counter.keepUnsaved();
    expect(counter).toMatchObject({ page: 'settings', unsaved: null });
    leave(counter);
    counter.leaveUnsaved();
    host.shown.last.resolve(payment(1, WAITING));
    await settle();
    expect(counter).toMatchObject({ page, unsaved: null });
  });

  it('ask nothing once they are as before', async () => {
    const { counter } = await counterWriting();
    counter.settings.entry!.shop.name = settingsScreen().shop.name;
    counter.turnTo('book');
    expect(counter).toMatchObject({ page: 'book', unsaved: null });
  });

  it('ask nothing from another page, nor over the lock', async () => {
    const { host, counter } = await counterWriting();
    counter.turnTo('book');
    counter.leaveUnsaved();
    counter.turnTo('shifts');
    expect(counter).toMatchObject({ page: 'shifts', unsaved: null });
    const other = await counterWriting();
    other.counter.newSale();
    other.host.tellPeople(staffed('nobody'));
    expect(other.counter.unsaved).toBeNull();
    expect(host.settingsRead.count).toBe(1);
  });

  it('are not lost to another language', async () => {
    const reload = vi.fn();
    const { host, counter } = await counterWriting(reload);
    void counter.preferring.choose({ language: 'en' });
    await settle();
    host.settingsChanged.last.resolve(settingsScreen());
    await settle();
    expect(reload).not.toHaveBeenCalled();
    counter.leaveUnsaved();
    expect(reload).toHaveBeenCalledOnce();
  });
});

describe('charging', () => {
  it('opens a sale over what was entered and shows it', async () => {
    const { counter, host } = await counterAt();
    counter.press('12990');
    counter.draft.description = '  Dos cafés ';
    counter.draft.allowPartial = true;
    counter.confirm();
    await settle();
    expect(counter.screen).toEqual({ at: 'opening', amount: '$12990' });
    expect(host.opened.last.args).toEqual({
      amount: '12990',
      description: 'Dos cafés',
      allowPartial: true,
      reference: null,
      minutes: null,
      customer: { name: '', rut: '', email: '' },
      duplicates: 'refused',
    });
    host.opened.last.resolve(opened(payment(1, WAITING)));
    await settle();
    expect(shown(counter).saleId).toBe(1);
    expect(host.shown.last.args).toBe(1);
  });

  it('sends no description where none was written', async () => {
    const { counter, host } = await counterAt();
    counter.press('5');
    counter.draft.description = '   ';
    counter.confirm();
    await settle();
    expect(host.opened.last.args.description).toBeNull();
  });

  it('charges once for two Enters', async () => {
    const { counter, host } = await counterAt();
    counter.press('12990');
    counter.confirm();
    counter.confirm();
    await settle();
    counter.confirm();
    host.opened.last.resolve(opened(payment(1, WAITING)));
    await settle();
    counter.confirm();
    await settle();
    expect(host.opened.count).toBe(1);
    expect(shown(counter).saleId).toBe(1);
  });

  it('lets no key join the amount after Enter', async () => {
    const { counter, host } = await counterAt();
    counter.press('12990');
    counter.confirm();
    counter.press('5');
    await settle();
    expect(host.opened.last.args.amount).toBe('12990');
  });

  it('waits for the last digit to be read', async () => {
    const { counter, host } = await counterAt();
    counter.press('1');
    counter.press('2');
    counter.confirm();
    await settle();
    expect(host.opened.last.args.amount).toBe('12');
  });

  it('charges nothing where there is no amount, or a refused one', async () => {
    const { counter, host } = await counterAt();
    counter.confirm();
    await settle();
    counter.press('12');
    counter.paste('12,50');
    counter.confirm();
    await settle();
    expect(host.opened.count).toBe(0);
    expect(counter.screen.at).toBe('charge');
    expect(counter.draft.problem).toEqual(problem('no amount: 12,50'));
    counter.press('3');
    await settle();
    expect(counter.draft.problem).toBeNull();
  });

  it('keeps what was entered when the till refuses, and says why until the next key', async () => {
    const { counter, host } = await counterAt();
    counter.press('12990');
    counter.draft.description = 'Dos cafés';
    counter.confirm();
    await settle();
    host.opened.last.reject(problem('disk full'));
    await settle();
    expect(counter.screen.at).toBe('charge');
    expect(counter.draft.amount.shown.digits).toBe('12990');
    expect(counter.draft.description).toBe('Dos cafés');
    expect(counter.draft.problem).toEqual(problem('disk full'));
    expect(counter.draft.canCharge).toBe(true);
    counter.backspace();
    expect(counter.draft.problem).toBeNull();
  });

  it('promises nothing about money after a fault that nobody foresaw', async () => {
    const { counter, host } = await counterAt();
    counter.press('12990');
    counter.confirm();
    await settle();
    host.opened.last.reject('command not found');
    await settle();
    expect(counter.draft.problem).toEqual(text.problem.unforeseenCharge);
  });

  it('does not pull a cashier back who went on while the sale was opening', async () => {
    const { counter, host } = await counterAt();
    counter.press('12990');
    counter.confirm();
    await settle();
    counter.newSale();
    expect(counter.draft.amount.isEmpty).toBe(true);
    counter.press('7');
    host.opened.last.resolve(opened(payment(1, WAITING)));
    await settle();
    expect(counter.screen.at).toBe('charge');
    expect(counter.draft.amount.shown.digits).toBe('7');
    expect(host.shown.last.args, 'the till took it to be on screen').toBeNull();
    expect(host.shown.made.slice(-2).map((call) => call.args)).toEqual([null, null]);
  });

  it('shows an outcome that overtook the opening', async () => {
    const { counter, host } = await counterAt();
    counter.press('12990');
    counter.confirm();
    await settle();
    host.change(change(payment(1, APPROVED, { asOf: 2 })));
    host.opened.last.resolve(opened(payment(1, WAITING)));
    await settle();
    expect(shown(counter).state).toEqual(APPROVED);
  });
});

describe('a sale of the same amount that is still open', () => {
  const EARLIER = row(payment(7, WAITING));

  async function asked() {
    const at = await counterAt({ sales: [EARLIER] });
    at.counter.press('12990');
    at.counter.draft.description = 'Dos cafés';
    at.counter.confirm();
    await settle();
    at.host.opened.last.resolve({ kind: 'duplicate', earlier: EARLIER });
    await settle();
    return at;
  }

  it('is asked about, and what was entered stays', async () => {
    const { counter } = await asked();
    expect(counter.duplicate?.earlier).toEqual(EARLIER);
    expect(counter.screen.at).toBe('charge');
    expect(counter.draft.amount.shown.digits).toBe('12990');
    expect(counter.draft.description).toBe('Dos cafés');
  });

  it('is gone on with where it is the same customer', async () => {
    const { counter, host } = await asked();
    counter.goToEarlier();
    expect(counter.duplicate).toBeNull();
    host.shown.last.resolve(payment(7, WAITING));
    await settle();
    expect(shown(counter).saleId).toBe(7);
    counter.newSale();
    expect(counter.draft.amount.isEmpty).toBe(true);
    expect(host.opened.count).toBe(1);
  });

  it('is charged besides where it is another customer', async () => {
    const { counter, host } = await asked();
    void counter.chargeAnother();
    void counter.chargeAnother();
    expect(host.opened.count).toBe(2);
    expect(host.opened.last.args).toEqual({
      amount: '12990',
      description: 'Dos cafés',
      allowPartial: false,
      reference: null,
      minutes: null,
      customer: { name: '', rut: '', email: '' },
      duplicates: 'allowed',
    });
    host.opened.last.resolve(opened(payment(8, WAITING)));
    await settle();
    expect(shown(counter).saleId).toBe(8);
  });

  it('can be left, and is asked about again the next time', async () => {
    const { counter, host } = await asked();
    counter.leaveDuplicate();
    expect(counter.duplicate).toBeNull();
    expect(counter.draft.amount.shown.digits).toBe('12990');
    counter.confirm();
    await settle();
    expect(host.opened.last.args.duplicates).toBe('refused');
  });

  it('is asked about though the cashier went on, and leaves the next amount alone', async () => {
    const { counter, host } = await counterAt();
    counter.press('12990');
    counter.confirm();
    await settle();
    counter.newSale();
    counter.press('7');
    host.opened.last.resolve({ kind: 'duplicate', earlier: EARLIER });
    await settle();
    expect(counter.duplicate?.sale.amount).toBe('12990');
    expect(counter.draft.amount.shown.digits).toBe('7');
  });
});

describe('an amount far above what is usual', () => {
  async function asked(more: Partial<Home> = {}) {
    const at = await counterAt(more);
    at.counter.draft.description = 'Dos cafés';
    at.counter.press('12990000');
    at.counter.confirm();
    await settle();
    return at;
  }

  it('is asked about before anything is charged, and what was entered stays', async () => {
    const { counter, host } = await asked({
      sales: [row(payment(7, APPROVED, { amount: '$60.000' }))],
    });
    expect(counter.unusual).toMatchObject({ amount: '$12990000', largest: '$60.000' });
    counter.confirm();
    await settle();
    expect(host.opened.count).toBe(0);
    counter.leaveUnusual();
    expect(counter.unusual).toBeNull();
    expect(counter.screen.at).toBe('charge');
    expect(counter.draft.amount.shown.digits).toBe('12990000');
    expect(counter.draft.description).toBe('Dos cafés');
  });

  it('is charged once where it is meant', async () => {
    const { counter, host } = await asked();
    void counter.chargeUnusual();
    void counter.chargeUnusual();
    await settle();
    expect(host.opened.count).toBe(1);
    expect(host.opened.last.args).toMatchObject({ amount: '12990000', duplicates: 'refused' });
    expect(counter.draft.amount.isEmpty).toBe(true);
  });

  it('is not asked about where such sales are usual', async () => {
    const { counter, host } = await asked({
      sales: [row(payment(7, APPROVED, { amount: '$2.000.000' }))],
    });
    expect(counter.unusual).toBeNull();
    expect(host.opened.count).toBe(1);
  });

  it('is no question any more once the till is locked', async () => {
    const { counter, host } = await asked();
    host.tellPeople(staffed('nobody'));
    expect(counter.unusual).toBeNull();
  });
});

describe('a barcode scanner', () => {
  /** What the window does with a key; whether it did anything. */
  function key(counter: Counter, name: string, timeStamp: number, focus: Focus = 'elsewhere') {
    const more = { repeat: false, ctrlKey: false, altKey: false, metaKey: false };
    if (counter.hear({ key: name, timeStamp, ...more }, focus)) return false;
    if (name === 'Enter') counter.confirm();
    else if (/\d/.test(name) && focus !== 'text') counter.press(name);
    return true;
  }

  function scan(counter: Counter, code: string, from: number, focus?: Focus) {
    return [...code, 'Enter'].map((name, place) => key(counter, name, from + 8 * place, focus));
  }

  it('leaves the amount as it was, and charges nothing', async () => {
    const { counter, host } = await counterAt();
    [...'1990'].forEach((digit, place) => key(counter, digit, 180 * place));
    scan(counter, '7802900001234', 2000);
    await settle();
    expect(counter.draft.amount.shown.digits).toBe('1990');
    expect(host.opened.count).toBe(0);
    expect(counter.draft.scanned).toBe('ignored');
    key(counter, '5', 4000);
    await settle();
    expect(counter.draft.amount.shown.digits).toBe('19905');
    // A hand that was taken for a scanner reads why its first digits are gone.
    expect(counter.draft.scanned).toBe('ignored');
    key(counter, 'Enter', 4200);
    await settle();
    expect(host.opened.last.args.amount).toBe('19905');
    expect(counter.draft.scanned).toBeNull();
  });

  it('may type letters and signs as well', async () => {
    const { counter } = await counterAt();
    scan(counter, '12-AB99', 1000);
    await settle();
    expect(counter.draft.amount.isEmpty).toBe(true);
    expect(counter.draft.scanned).toBe('ignored');
  });

  it('does not acknowledge an outcome', async () => {
    const { counter } = await counterWith(payment(1, APPROVED));
    scan(counter, '7802900001234', 1000);
    expect(counter.screen.at).toBe('sale');
  });

  it('writes into a text that has the focus, and charges nothing there', async () => {
    const { counter, host } = await counterAt();
    counter.press('1990');
    const used = scan(counter, '7802900001234', 1000, 'text');
    expect(used).toEqual([...Array(13).fill(true), false]);
    await settle();
    expect(host.opened.count).toBe(0);
    expect(counter.draft.scanned).toBe('written');
    expect(counter.draft.amount.shown.digits).toBe('1990');
  });

  it('confirms nothing from a text, also of a dialog', async () => {
    const { counter } = await counterAt();
    void counter.approval.ask('refund', '$990');
    const used = scan(counter, '7802900001234', 1000, 'text');
    expect(used).toEqual([...Array(13).fill(true), false]);
  });

  it('is not told from a hand that types a PIN', async () => {
    const { counter } = await counterAt({ people: staffed('beto') });
    void counter.approval.ask('refund', '$990');
    expect(scan(counter, '4711', 1000, 'control')).toEqual(Array(5).fill(true));
  });

  it('is known by what it writes', async () => {
    const { counter } = await counterAt();
    ['Shift', '1', 'Shift', '2'].forEach((name, place) => key(counter, name, 1000 + 8 * place));
    await settle();
    expect(counter.draft.amount.shown.digits).toBe('12');
    expect(counter.draft.scanned).toBeNull();
  });

  it('is not the touch keypad, however fast', async () => {
    const { counter } = await counterAt();
    for (const digit of '12990') counter.press(digit);
    await settle();
    expect(counter.draft.amount.shown.digits).toBe('12990');
    expect(counter.draft.scanned).toBeNull();
  });
});

describe('the page of the shifts', () => {
  it('reads them as it comes up, and as sales change', async () => {
    const { counter, host } = await counterAt();
    host.change(change(payment(1, WAITING)));
    expect(host.shiftsRead.count).toBe(0);
    counter.turnTo('shifts');
    expect(host.shiftsRead.count).toBe(1);
    host.shiftsRead.last.resolve({ open: null, closed: [] });
    await settle();
    host.change(change(payment(1, APPROVED, { asOf: 2 })));
    expect(host.shiftsRead.count).toBe(2);
    counter.turnTo('shifts');
    expect(counter.page).toBe('counter');
    expect(host.shiftsRead.count).toBe(2);
  });
});

describe('how the till fares', () => {
  const LOST = {
    ...FINE,
    contact: { kind: 'unreachable', problem: problem('no connection') },
  } as const;
  const STOPPED = { ...FINE, trading: { kind: 'stopped', problem: problem('disk full') } } as const;

  it('is known from the start and told as it changes', async () => {
    const { counter, host } = await counterAt({ condition: LOST });
    expect(counter.condition).toEqual(LOST);
    host.tellCondition(STOPPED);
    expect(counter.condition).toEqual(STOPPED);
    host.tellCondition(FINE);
    expect(counter.condition).toEqual(FINE);
  });

  it('takes back why nothing could be charged once the till trades again', async () => {
    const { counter, host } = await counterAt({ condition: STOPPED });
    counter.press('7');
    counter.confirm();
    await settle();
    host.opened.last.reject(problem('disk full'));
    await settle();
    expect(counter.draft.problem).toEqual(problem('disk full'));
    host.tellCondition({ ...STOPPED, contact: LOST.contact });
    expect(counter.draft.problem).not.toBeNull();
    host.tellCondition(FINE);
    expect(counter.draft.problem).toBeNull();
    expect(counter.draft.amount.shown.digits).toBe('7');
  });

  it('is not undone by what the window began with', async () => {
    const host = new FakeHost();
    const counter = new Counter(host, () => {});
    const starting = counter.start();
    await settle();
    host.tellCondition(LOST);
    host.homes.last.resolve(home());
    await starting;
    expect(counter.condition).toEqual(LOST);
  });

  it('has the till wake up when somebody looks again, once there is one', async () => {
    const host = new FakeHost();
    const counter = new Counter(host, () => {});
    counter.wake();
    expect(host.woken).toBe(0);
    const { counter: running, host: woken } = await counterAt();
    running.wake();
    expect(woken.woken).toBe(1);
  });
});

describe('a change of a sale', () => {
  it('changes the screen that shows it', async () => {
    const { counter, host, tones } = await counterWith(payment(1, WAITING));
    host.change(change(payment(1, WAITING)));
    host.change(change(payment(1, APPROVED)));
    expect(shown(counter).state).toEqual(APPROVED);
    expect(counter.sales.stateOf(1)).toBe('approved');
    expect(tones).toEqual(['approved']);
  });

  it('changes the list only, where another sale is on screen', async () => {
    const other = payment(7, WAITING);
    const { counter, host, tones } = await counterWith(payment(1, WAITING), {
      sales: [row(other)],
    });
    const { screen } = counter;
    host.change(change(payment(7, APPROVED)));
    expect(counter.screen).toBe(screen);
    expect(shown(counter)).toEqual(payment(1, WAITING));
    expect(counter.sales.stateOf(7)).toBe('approved');
    expect(counter.sales.today).toEqual(TODAY);
    expect(tones).toEqual(['approved']);
  });

  it('leaves the amount alone that is being typed', async () => {
    const { counter, host } = await counterAt({ sales: [row(payment(7, WAITING))] });
    counter.press('45');
    host.change(change(payment(7, REJECTED)));
    await settle();
    expect(counter.screen.at).toBe('charge');
    expect(counter.draft.amount.shown.digits).toBe('45');
  });

  it('sounds once, though it is told twice', async () => {
    const { host, tones } = await counterWith(payment(1, WAITING));
    host.change(change(payment(1, WAITING)));
    host.change(change(payment(1, REJECTED)));
    host.change(change(payment(1, REJECTED)));
    expect(tones).toEqual(['rejected']);
  });
});

describe('Enter', () => {
  it('does nothing while the customer pays', async () => {
    const { counter } = await counterWith(payment(1, WAITING));
    const { screen } = counter;
    counter.confirm();
    expect(counter.screen).toBe(screen);
  });

  it('starts a new sale after an outcome, and tells the till that none is on screen', async () => {
    const { counter, host } = await counterWith(payment(1, APPROVED));
    counter.confirm();
    expect(counter.screen.at).toBe('charge');
    expect(counter.draft.amount.isEmpty).toBe(true);
    expect(host.shown.last.args).toBeNull();
  });

  it('tries again where the sale did not open', async () => {
    const { counter, host } = await counterWith(
      payment(1, { kind: 'unopened', problem: problem('unreachable') }),
    );
    counter.confirm();
    expect(host.chargedAgain.last.args).toBe(1);
  });
});

describe('charging again', () => {
  it('shows the new session of the same sale', async () => {
    const { counter, host } = await counterWith(payment(1, REJECTED));
    void counter.chargeAgain();
    void counter.chargeAgain();
    expect(counter.screen).toEqual({ at: 'opening', amount: '$12.990' });
    expect(host.chargedAgain.count).toBe(1);
    host.chargedAgain.last.resolve(payment(1, WAITING, { reference: 'C1-261122-0002' }));
    await settle();
    expect(shown(counter).reference).toBe('C1-261122-0002');
  });

  it('comes back with the problem when the till refuses', async () => {
    const { counter, host } = await counterWith(payment(1, REJECTED));
    void counter.chargeAgain();
    host.chargedAgain.last.reject(problem('busy'));
    await settle();
    expect(shown(counter).state).toEqual(REJECTED);
    expect(counter.screen.at === 'sale' && counter.screen.sale.problem).toEqual(problem('busy'));
  });

  it('promises nothing about money after a fault that nobody foresaw', async () => {
    const { counter, host } = await counterWith(payment(1, REJECTED));
    void counter.chargeAgain();
    host.chargedAgain.last.reject('command not found');
    await settle();
    expect(counter.screen.at === 'sale' && counter.screen.sale.problem).toEqual(
      text.problem.unforeseenCharge,
    );
  });

  it('is for whatever ended without money', async () => {
    const ends: PaymentState[] = [
      REJECTED,
      { kind: 'cancelled', why: 'El cobro se canceló en la caja.' },
      { kind: 'expired', why: 'Se acabó el tiempo y nadie pagó.' },
      { kind: 'unopened', problem: problem('unreachable') },
    ];
    for (const state of ends) {
      const { counter, host } = await counterWith(payment(1, state));
      void counter.chargeAgain();
      expect(host.chargedAgain.count, state.kind).toBe(1);
    }
  });

  it('is not for a sale that is paid or open', async () => {
    for (const state of [APPROVED, WAITING, VALIDATING, PARTIAL]) {
      const { counter, host } = await counterWith(payment(1, state));
      await counter.chargeAgain();
      expect(host.chargedAgain.count).toBe(0);
    }
  });

  it('charges the rest of a partial payment as a new sale', async () => {
    const { counter } = await counterWith(payment(1, PARTIAL, { description: 'Silla' }));
    counter.chargeRest();
    await settle();
    expect(counter.screen.at).toBe('charge');
    expect(counter.draft.amount.shown.digits).toBe('6990');
    expect(counter.draft.description).toBe('Silla');
  });
});

describe('Esc', () => {
  it('goes back from a payment and never cancels it', async () => {
    const { counter, host } = await counterWith(payment(1, WAITING));
    counter.back();
    expect(counter.screen.at).toBe('charge');
    expect(host.cancelled.count).toBe(0);
    expect(host.shown.last.args).toBeNull();
  });

  it('leaves the list of sales first', async () => {
    const { counter } = await counterWith(payment(1, WAITING));
    counter.turnTo('book');
    counter.back();
    expect(counter.page).toBe('counter');
    expect(counter.screen.at).toBe('sale');
  });

  it('empties the amount', async () => {
    const { counter } = await counterAt();
    counter.press('12');
    counter.back();
    await settle();
    expect(counter.draft.amount.isEmpty).toBe(true);
  });

  it('closes the options first, whatever in them has the focus, and keeps what is entered', async () => {
    for (const focus of ['text', 'control', 'elsewhere'] as const) {
      const { counter } = await counterAt();
      const { draft } = counter;
      counter.press('12');
      draft.showsOptions = true;
      draft.name = 'Iris Pérez';
      counter.back(focus);
      await settle();
      expect([draft.showsOptions, draft.name, draft.amount.shown.digits], focus).toEqual([
        false,
        'Iris Pérez',
        '12',
      ]);
      counter.back();
      await settle();
      expect([draft.name, draft.amount.isEmpty], focus).toEqual(['', true]);
    }
  });

  it('only leaves a text that is being written', async () => {
    const { counter } = await counterAt();
    counter.press('12');
    counter.draft.description = 'Dos cafés';
    counter.back('text');
    await settle();
    expect(counter.draft.description).toBe('Dos cafés');
    expect(counter.draft.amount.shown.digits).toBe('12');
  });
});

describe('the list of sales', () => {
  it('brings a sale on screen', async () => {
    const { counter, host } = await counterAt({ sales: [row(payment(7, APPROVED))] });
    counter.turnTo('book');
    void counter.show(7);
    host.shown.last.resolve(payment(7, APPROVED));
    await settle();
    expect(shown(counter).saleId).toBe(7);
    expect(counter.page).toBe('counter');
  });

  it('brings the sale that was asked for last, whichever answer comes first', async () => {
    for (const order of [[0, 1], [1, 0]]) {
      const { counter, host } = await counterAt();
      void counter.show(1);
      void counter.show(2);
      const calls = host.shown.made.slice(-2);
      for (const index of order) {
        const call = calls[index]!;
        call.resolve(payment(call.args!, APPROVED));
        await settle();
      }
      expect(shown(counter).saleId).toBe(2);
    }
  });

  it('brings none to a cashier who went on', async () => {
    const { counter, host } = await counterWith(payment(1, WAITING));
    void counter.show(7);
    const asked = host.shown.last;
    counter.newSale();
    const told = host.shown.count;
    asked.resolve(payment(7, APPROVED));
    await settle();
    expect(counter.screen.at).toBe('charge');
    expect(host.shown.made.slice(told).map((call) => call.args)).toEqual([null]);
  });

  it('says why a sale cannot be shown', async () => {
    const { counter, host } = await counterAt();
    void counter.show(7);
    host.shown.last.reject(problem('unreadable'));
    await settle();
    expect(counter.sales.problem).toEqual(problem('unreadable'));
    void counter.show(7);
    expect(counter.sales.problem).toBeNull();
  });
});

describe('closing with payments pending', () => {
  it('asks first', async () => {
    const { counter, host } = await counterAt();
    host.askToClose(2);
    expect(counter.closingWith).toBe(2);
    expect(host.closed).toBe(0);
    counter.stayOpen();
    expect(host.stayed).toBe(1);
    expect(counter.closingWith).toBeNull();
    expect(host.closed).toBe(0);
  });

  it('closes when told so', async () => {
    const { counter, host } = await counterAt();
    host.askToClose(1);
    counter.closeAnyway();
    expect(host.closed).toBe(1);
  });
});

describe('a locked counter', () => {
  it('looks at the sales again once somebody signs in', async () => {
    const { counter, host } = await counterAt({ people: staffed('nobody'), today: null });
    expect(counter.staff.isLocked).toBe(true);
    host.tellPeople(staffed('beto'));
    expect(host.homes.count).toBe(2);
    const unfinished = payment(7, WAITING);
    const sales = [row(unfinished)];
    host.homes.last.resolve(home({ people: staffed('beto'), sales, today: TODAY, unfinished }));
    await settle();
    expect(counter.sales.rows).toEqual(sales);
    expect(counter.sales.today).toEqual(TODAY);
    expect(shown(counter).saleId).toBe(7);
  });

  it('keeps what was told of a sale meanwhile', async () => {
    const { counter, host } = await counterAt({ people: staffed('nobody'), today: null });
    host.tellPeople(staffed('beto'));
    const older = row(payment(7, WAITING, { asOf: 3 }));
    host.change(change(payment(7, APPROVED, { asOf: 5 })));
    host.homes.last.resolve(home({ sales: [older], today: TODAY }));
    await settle();
    expect(counter.sales.stateOf(7)).toBe('approved');
  });

  it('does not show the next cashier the sale that another had open', async () => {
    const { counter, host } = await counterAt({ people: staffed('beto') });
    counter.book.chosen = 7;
    host.tellPeople(staffed('nobody'));
    host.tellPeople(staffed('beto'));
    expect(counter.book.chosen).toBe(7);
    host.tellPeople(staffed('nobody'));
    host.tellPeople(staffed('ana'));
    expect(counter.book.chosen).toBeNull();
  });

  it('gives the next cashier nothing that the one before began to enter', async () => {
    const { counter, host } = await counterAt({ people: staffed('beto') });
    counter.press('1');
    counter.draft.rut.text = '12.345.678-5';
    host.tellPeople(staffed('nobody'));
    host.tellPeople(staffed('ana'));
    await settle();
    expect(counter.draft.amount.isEmpty).toBe(true);
    expect(counter.draft.rut.text).toBe('');
  });

  it('gives the same one back what was begun', async () => {
    const { counter, host } = await counterAt({ people: staffed('beto') });
    counter.press('1');
    host.tellPeople(staffed('nobody'));
    host.tellPeople(staffed('beto'));
    await settle();
    expect(counter.draft.amount.isEmpty).toBe(false);
  });

  it('asks nothing over the lock', async () => {
    const { counter, host } = await counterAt({ people: staffed('beto') });
    const asked = counter.approval.ask('close-shift', '');
    host.tellPeople(staffed('nobody'));
    expect(counter.approval.question).toBeNull();
    expect(await asked).toBeNull();
  });
});
