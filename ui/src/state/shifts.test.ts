import { describe, expect, it } from 'vitest';
import type { Shift, ShiftReport } from '../dto';
import { Approval } from './approval.svelte';
import { Shifts } from './shifts.svelte';
import { Staff } from './staff.svelte';
import { FakeHost, problem, settle, staffed } from './testing';

const REPORT: ShiftReport = {
  taken: [],
  total: [{ method: '', count: 0, sum: '$0' }],
  givenBack: [],
  unpaid: 0,
  partial: [],
  pending: [],
  conflicts: [],
  earlierConflicts: 0,
  unprinted: [],
};

function shift(id: number, more: Partial<Shift> = {}): Shift {
  const openedAt = '22-11-2026 09:00';
  return { id, openedAt, openedBy: 'Ana', close: null, isForeign: false, report: REPORT, ...more };
}

function closed(id: number, printedAt: string | null = null): Shift {
  return shift(id, { close: { at: '22-11-2026 20:05', by: 'Ana', printedAt } });
}

function shifts(there: 'ana' | 'beto' = 'ana') {
  const host = new FakeHost();
  const staff = new Staff(host);
  staff.take(staffed(there));
  const approval = new Approval(staff);
  return { host, approval, shifts: new Shifts(host, approval) };
}

/** The page of the shifts, with one open and one closed. */
async function opened(open: Shift | null = shift(2), there: 'ana' | 'beto' = 'ana') {
  const at = shifts(there);
  void at.shifts.open();
  at.host.shiftsRead.last.resolve({ open, closed: [closed(1)] });
  await settle();
  return at;
}

describe('the page of the shifts', () => {
  it('begins at the open one, though another was looked at before', async () => {
    const { shifts, host } = await opened();
    expect(shifts.screen?.open?.id).toBe(2);
    shifts.choose(1);
    expect(shifts.chosen?.id).toBe(1);
    void shifts.open();
    expect(shifts.chosen).toBeNull();
    expect(host.shiftsRead.count).toBe(2);
  });

  it('shows no total of before while the one of now is read', async () => {
    const { shifts, host } = await opened();
    void shifts.open();
    expect(shifts.screen).toBeNull();
    host.shiftsRead.last.resolve({ open: shift(2), closed: [] });
    await settle();
    expect(shifts.screen?.open?.id).toBe(2);
  });

  it('says why nothing can be read, until it can', async () => {
    const { shifts: page, host } = shifts();
    void page.open();
    host.shiftsRead.last.reject(problem('disk full'));
    await settle();
    expect(page.problem).toEqual(problem('disk full'));
    page.changed();
    host.shiftsRead.last.resolve({ open: null, closed: [] });
    await settle();
    expect(page.problem).toBeNull();
  });
});

describe('changes of sales', () => {
  it('are read one at a time, however many there are', async () => {
    const { shifts, host } = await opened();
    for (let change = 0; change < 5; change += 1) shifts.changed();
    expect(host.shiftsRead.count).toBe(2);
    host.shiftsRead.last.resolve({ open: shift(2), closed: [] });
    await settle();
    expect(host.shiftsRead.count, 'what changed meanwhile').toBe(3);
    host.shiftsRead.last.resolve({ open: shift(2, { openedBy: 'Beto' }), closed: [] });
    await settle();
    expect(host.shiftsRead.count).toBe(3);
    expect(shifts.screen?.open?.openedBy).toBe('Beto');
  });

  it('are read after what is being done', async () => {
    const { shifts, host } = await opened();
    void shifts.print(1);
    shifts.changed();
    expect(host.shiftsRead.count).toBe(1);
    host.shiftsPrinted.last.resolve({ open: shift(2), closed: [closed(1, 'now')] });
    await settle();
    expect(host.shiftsRead.count).toBe(2);
  });

  it('do not bring back what was there before a close', async () => {
    const { shifts, host } = await opened();
    shifts.changed();
    void shifts.close();
    host.shiftsClosed.last.resolve({ open: null, closed: [closed(2), closed(1)] });
    await settle();
    host.shiftsRead.last.resolve({ open: shift(2), closed: [closed(1)] });
    await settle();
    expect(shifts.screen?.open).toBeNull();
    expect(shifts.chosen?.id).toBe(2);
  });

  it('do not bring a problem of a reading that is older than what is there', async () => {
    const { shifts, host } = await opened();
    shifts.changed();
    void shifts.close();
    host.shiftsClosed.last.resolve({ open: null, closed: [closed(2)] });
    await settle();
    host.shiftsRead.last.reject(problem('busy'));
    await settle();
    expect(shifts.problem).toBeNull();
  });
});

describe('beginning a shift', () => {
  it('shows it', async () => {
    const { shifts, host } = await opened(null);
    void shifts.begin();
    void shifts.begin();
    expect(host.shiftsOpened.count).toBe(1);
    expect(shifts.doing).toBe('begin');
    host.shiftsOpened.last.resolve({ open: shift(3), closed: [] });
    await settle();
    expect(shifts.screen?.open?.id).toBe(3);
    expect(shifts.busy).toBe(false);
  });
});

describe('closing a shift', () => {
  it('asks first, and only where one is open', async () => {
    const { shifts } = await opened();
    shifts.askToClose();
    expect(shifts.asking).toBe(true);
    shifts.keepOpen();
    expect(shifts.asking).toBe(false);
    const { shifts: without } = await opened(null);
    without.askToClose();
    expect(without.asking).toBe(false);
  });

  it('goes on looking at what was closed', async () => {
    const { shifts, host } = await opened();
    shifts.askToClose();
    void shifts.close();
    void shifts.close();
    expect(shifts.asking).toBe(false);
    expect(host.shiftsClosed.count).toBe(1);
    expect(host.shiftsClosed.last.args).toEqual([2, { kind: 'at-counter' }]);
    host.shiftsClosed.last.resolve({ open: null, closed: [closed(2), closed(1)] });
    await settle();
    expect(shifts.chosen?.id).toBe(2);
  });

  it('says why it was not, until something else is done', async () => {
    const { shifts, host } = await opened();
    void shifts.close();
    host.shiftsClosed.last.reject(problem('disk full'));
    await settle();
    expect(shifts.chosen).toBeNull();
    shifts.changed();
    host.shiftsRead.last.resolve({ open: shift(2), closed: [] });
    await settle();
    expect(shifts.problem).toEqual(problem('disk full'));
    void shifts.close();
    expect(shifts.problem).toBeNull();
  });

  it('of somebody else needs a word', async () => {
    const { shifts, host, approval } = await opened(shift(2, { isForeign: true }), 'beto');
    void shifts.close();
    expect(host.shiftsClosed.count).toBe(0);
    expect(approval.question?.deed).toBe('close-shift');
    const word = { kind: 'colleague', cashierId: 1, pin: '1234' } as const;
    approval.question?.answer(word);
    await settle();
    expect(host.shiftsClosed.last.args).toEqual([2, word]);
  });

  it('of somebody else does nothing where nobody gives it', async () => {
    const { shifts, host, approval } = await opened(shift(2, { isForeign: true }), 'beto');
    void shifts.close();
    approval.question?.answer(null);
    await settle();
    expect(host.shiftsClosed.count).toBe(0);
    expect(shifts.busy).toBe(false);
    expect(shifts.problem).toBeNull();
  });
});

describe('printing a close', () => {
  it('is told, and when it came out first', async () => {
    const { shifts, host } = await opened();
    shifts.choose(1);
    void shifts.print(1);
    void shifts.print(1);
    expect(host.shiftsPrinted.count).toBe(1);
    expect(shifts.printed).toBeNull();
    host.shiftsPrinted.last.resolve({ open: null, closed: [closed(1, '22-11-2026 20:06')] });
    await settle();
    expect(shifts.printed).toBe(1);
    expect(shifts.chosen?.close?.printedAt).toBe('22-11-2026 20:06');
    shifts.choose(1);
    expect(shifts.printed).toBeNull();
  });

  it('says why it did not come out', async () => {
    const { shifts, host } = await opened();
    void shifts.print(1);
    host.shiftsPrinted.last.reject(problem('no paper'));
    await settle();
    expect(shifts.printed).toBeNull();
    expect(shifts.problem).toEqual(problem('no paper'));
    shifts.choose(1);
    expect(shifts.problem).toBeNull();
  });
});
