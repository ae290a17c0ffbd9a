import { describe, expect, it } from 'vitest';
import type { RefundDetail, SaleDetail, SaleRow } from '../dto';
import { Approval } from './approval.svelte';
import { Book } from './book.svelte';
import { Counter } from './counter.svelte';
import { Staff } from './staff.svelte';
import {
  APPROVED,
  change,
  FakeHost,
  GIVEN_BACK,
  home,
  PAID,
  payment,
  problem,
  row as rowOf,
  settle,
  staffed,
} from './testing';

const UNKNOWN: RefundDetail = {
  id: 5,
  amount: '$12.990',
  at: '22-11-2026 15:20',
  by: 'Ana',
  state: 'unknown',
  told: problem('No se sabe si se devolvió.'),
};

function row(id: number, more: Partial<SaleRow> = {}): SaleRow {
  return { ...rowOf(payment(id, APPROVED)), ...more };
}

function detail(id: number, more: Partial<SaleDetail> = {}): SaleDetail {
  return {
    row: row(id),
    chargedAt: '22-11-2026 14:05',
    description: null,
    cashier: null,
    customer: '',
    sessions: [],
    payments: [PAID],
    refunds: [],
    receipts: [],
    timeline: [],
    canAsk: true,
    ...more,
  };
}

/** A book at a counter where Ana supervises. */
function bookOf() {
  const host = new FakeHost();
  const staff = new Staff(host);
  staff.take(staffed('ana'));
  const approval = new Approval(staff);
  return { host, approval, book: new Book(host, approval) };
}

/** A book that lists these sales, and more where it says so. */
async function listing(rows: SaleRow[], hasMore = false) {
  const at = bookOf();
  at.book.open();
  at.host.lookups.last.resolve({ rows, hasMore });
  await settle();
  return at;
}

/** A book with a sale open. */
async function reading(sale: SaleDetail) {
  const at = bookOf();
  void at.book.select(sale.row.id);
  at.host.details.last.resolve(sale);
  await settle();
  return at;
}

const ids = (book: Book) => book.rows.map(({ id }) => id);

describe('looking a sale up', () => {
  it('asks for what is written and its kind', () => {
    const { host, book } = bookOf();
    book.words = '12990';
    book.filter('paid');
    expect(host.lookups.last.args).toEqual({ words: '12990', kind: 'paid', before: null });
  });

  it('never goes back to an older answer', async () => {
    const { host, book } = bookOf();
    book.words = '1';
    void book.search();
    book.words = '12';
    void book.search();
    const [older, newer] = host.lookups.made;
    newer!.resolve({ rows: [row(2)], hasMore: false });
    await settle();
    older!.resolve({ rows: [row(1)], hasMore: true });
    await settle();
    expect(ids(book)).toEqual([2]);
    expect(book.hasMore).toBe(false);
    expect(book.shown).toEqual({ words: '12', kind: 'all' });
  });

  it('ignores an older refusal, too', async () => {
    const { host, book } = bookOf();
    void book.search();
    void book.search();
    const [older, newer] = host.lookups.made;
    newer!.resolve({ rows: [row(2)], hasMore: false });
    await settle();
    older!.reject(problem('no'));
    await settle();
    expect(book.problem).toBeNull();
  });

  it('says no more that there was nothing once the page comes up again', async () => {
    const { book } = await listing([]);
    expect(book.shown).not.toBeNull();
    book.open();
    expect(book.shown).toBeNull();
  });

  it('is busy until the newest is answered', async () => {
    const { host, book } = bookOf();
    void book.search();
    void book.search();
    host.lookups.made[0]!.resolve({ rows: [], hasMore: false });
    await settle();
    expect(book.busy).toBe(true);
    host.lookups.last.resolve({ rows: [], hasMore: false });
    await settle();
    expect(book.busy).toBe(false);
  });

  it('keeps the words and the list where the till refuses, and says why', async () => {
    const { host, book } = await listing([row(1)]);
    book.words = 'ayer';
    void book.search();
    host.lookups.last.reject(problem('no'));
    await settle();
    expect(book.problem).toEqual(problem('no'));
    expect(book.words).toBe('ayer');
    expect(ids(book)).toEqual([1]);
    void book.search();
    host.lookups.last.resolve({ rows: [], hasMore: false });
    await settle();
    expect(book.problem).toBeNull();
  });

  it('opens the first sale of what is written, not of what was found before', async () => {
    const { host, book } = await listing([row(1)]);
    book.words = 'C1-2';
    void book.search();
    void book.openFirst();
    await settle();
    expect(host.details.count).toBe(0);
    host.lookups.last.resolve({ rows: [row(7), row(6)], hasMore: false });
    await settle();
    expect(host.details.made.map((call) => call.args)).toEqual([7]);
  });

  it('opens what is written last, where more is written meanwhile', async () => {
    const { host, book } = bookOf();
    book.words = 'C1-2';
    void book.search();
    void book.openFirst();
    book.words = 'C1-23';
    void book.search();
    host.lookups.made[0]!.resolve({ rows: [row(7)], hasMore: false });
    await settle();
    expect(host.details.count).toBe(0);
    host.lookups.made[1]!.resolve({ rows: [row(6)], hasMore: false });
    await settle();
    expect(host.details.made.map((call) => call.args)).toEqual([6]);
  });

  it('opens nothing where what is written was refused', async () => {
    const { host, book } = await listing([row(1)]);
    book.words = 'C1-2';
    void book.search();
    void book.openFirst();
    host.lookups.last.reject(problem('no'));
    await settle();
    expect(host.details.count).toBe(0);
  });
});

describe('the next page', () => {
  it('goes on before the last sale, and lists none twice', async () => {
    const { host, book } = await listing([row(9), row(8)], true);
    void book.more();
    expect(host.lookups.last.args).toEqual({ words: '', kind: 'all', before: 8 });
    host.lookups.last.resolve({ rows: [row(8), row(7)], hasMore: false });
    await settle();
    expect(ids(book)).toEqual([9, 8, 7]);
    expect(book.hasMore).toBe(false);
  });

  it('is asked for once at a time, and only where there is one', async () => {
    const { host, book } = await listing([row(9)], true);
    void book.more();
    void book.more();
    expect(host.lookups.count).toBe(2);
    host.lookups.last.resolve({ rows: [row(8)], hasMore: false });
    await settle();
    void book.more();
    expect(host.lookups.count).toBe(2);
  });

  it('is of what is listed, whatever is being written', async () => {
    const { host, book } = await listing([row(9)], true);
    book.words = '77';
    void book.more();
    expect(host.lookups.last.args.words).toBe('');
  });

  it('is dropped once another list came', async () => {
    const { host, book } = await listing([row(9)], true);
    void book.more();
    const page = host.lookups.last;
    book.words = '5';
    void book.search();
    host.lookups.last.resolve({ rows: [row(5)], hasMore: false });
    await settle();
    page.resolve({ rows: [row(8)], hasMore: true });
    await settle();
    expect(ids(book)).toEqual([5]);
    expect(book.hasMore).toBe(false);
  });

  it('can be asked for again after a refusal', async () => {
    const { host, book } = await listing([row(9)], true);
    void book.more();
    host.lookups.last.reject(problem('no'));
    await settle();
    expect(book.problem).toEqual(problem('no'));
    void book.more();
    host.lookups.last.resolve({ rows: [row(8)], hasMore: false });
    await settle();
    expect(ids(book)).toEqual([9, 8]);
    expect(book.problem).toBeNull();
  });
});

describe('a sale that changes', () => {
  it('changes where it is listed', async () => {
    const { book } = await listing([row(2), row(1)]);
    book.changed(row(1, { asOf: 5, state: 'refunded' }));
    expect(ids(book)).toEqual([2, 1]);
    expect(book.rows[1]!.state).toBe('refunded');
  });

  it('does not become older', async () => {
    const { book } = await listing([row(1, { asOf: 5, state: 'refunded' })]);
    book.changed(row(1, { asOf: 4 }));
    expect(book.rows[0]!.state).toBe('refunded');
  });

  it('comes on top where it is new and everything is listed', async () => {
    const { book } = await listing([row(2)]);
    book.changed(row(3));
    expect(ids(book)).toEqual([3, 2]);
  });

  it('does not come on top where it is an old one of a later page', async () => {
    const { book } = await listing([row(9)], true);
    book.changed(row(3));
    expect(ids(book)).toEqual([9]);
  });

  it('does not join what was looked up', async () => {
    const { host, book } = await listing([row(2)]);
    book.words = '4500';
    void book.search();
    host.lookups.last.resolve({ rows: [row(1)], hasMore: false });
    await settle();
    book.changed(row(3));
    expect(ids(book)).toEqual([1]);
  });

  it('is not undone by an answer that it overtook', async () => {
    const { host, book } = bookOf();
    book.open();
    book.changed(row(2, { asOf: 7, state: 'refunded' }));
    book.changed(row(2, { asOf: 6, state: 'partly-refunded' }));
    book.changed(row(3, { asOf: 8 }));
    host.lookups.last.resolve({ rows: [row(2)], hasMore: false });
    await settle();
    expect(book.rows.map(({ id, state }) => [id, state])).toEqual([
      [3, 'approved'],
      [2, 'refunded'],
    ]);
  });

  it('is the newest that is known of it on a later page, too', async () => {
    const { host, book } = await listing([row(9)], true);
    book.changed(row(8, { asOf: 7, state: 'refunded' }));
    book.changed(row(7, { asOf: 7, state: 'waiting' }));
    void book.more();
    host.lookups.last.resolve({ rows: [row(8), row(7, { asOf: 9 })], hasMore: false });
    await settle();
    expect(book.rows.map(({ id, state }) => [id, state])).toEqual([
      [9, 'approved'],
      [8, 'refunded'],
      [7, 'approved'],
    ]);
  });

  it('is read anew where it is open', async () => {
    const { host, book } = await reading(detail(1));
    book.changed(row(2, { asOf: 2 }));
    expect(host.details.count).toBe(1);
    book.changed(row(1, { asOf: 2 }));
    const newer = detail(1, { row: row(1, { asOf: 2 }), canAsk: false });
    host.details.last.resolve(newer);
    await settle();
    expect(book.selected).toEqual(newer);
  });
});

describe('opening a sale', () => {
  it('shows the one that was chosen last, whichever answers first', async () => {
    const { host, book } = bookOf();
    void book.select(1);
    void book.select(2);
    host.details.made[1]!.resolve(detail(2));
    await settle();
    host.details.made[0]!.resolve(detail(1));
    await settle();
    expect(book.selected?.row.id).toBe(2);
  });

  it('does not show less than is known of it', async () => {
    const { host, book } = await reading(detail(1, { row: row(1, { asOf: 5 }) }));
    void book.select(1);
    host.details.last.resolve(detail(1, { row: row(1, { asOf: 4 }) }));
    await settle();
    expect(book.selected?.row.asOf).toBe(5);
  });

  it('stays closed when its answer comes late', async () => {
    const { host, book } = bookOf();
    void book.select(1);
    book.close();
    host.details.last.resolve(detail(1));
    await settle();
    expect(book.selected).toBeNull();
  });

  it('stays with the sale before where the till refuses, and says why', async () => {
    const { host, book } = await reading(detail(1));
    void book.select(2);
    host.details.last.reject(problem('no'));
    await settle();
    expect(book.saleProblem).toEqual(problem('no'));
    expect([book.chosen, book.selected?.row.id]).toEqual([1, 1]);
  });

  it('forgets what was told of another', async () => {
    const { host, book } = await reading(detail(1));
    void book.askAgain();
    host.asked.last.resolve({ payment: payment(1, APPROVED), answer: problem('Sí pagó.') });
    await settle();
    expect(book.told).toEqual(problem('Sí pagó.'));
    void book.select(2);
    expect(book.told).toBeNull();
  });
});

describe('what is asked of an open sale', () => {
  it('does not tell the answer of a sale at another', async () => {
    const { host, book } = await reading(detail(1));
    void book.askAgain();
    void book.select(2);
    host.asked.last.resolve({ payment: payment(1, APPROVED), answer: problem('Sí pagó.') });
    await settle();
    expect(book.told).toBeNull();
  });

  it('happens once at a time', async () => {
    const { host, book } = await reading(detail(1));
    void book.printAgain(4);
    void book.printAgain(4);
    expect(host.printedAgain.made.map((call) => call.args)).toEqual([[1, 4]]);
    host.printedAgain.last.resolve(payment(1, APPROVED));
    await settle();
    host.details.last.resolve(detail(1));
    await settle();
    void book.receiptSeen(4);
    expect(host.seen.last.args).toEqual([1, 4]);
  });

  it('says why it did not happen', async () => {
    const { host, book } = await reading(detail(1));
    void book.printAgain(4);
    host.printedAgain.last.reject(problem('sin papel'));
    await settle();
    expect(book.saleProblem).toEqual(problem('sin papel'));
    expect(book.doing).toBeNull();
  });
});

describe('giving money back', () => {
  it('reads the sale anew', async () => {
    const { host, book } = await reading(detail(1));
    book.askToRefund(PAID);
    void book.refunds.give(PAID);
    await settle();
    expect(host.refunds.last.args).toMatchObject({ saleId: 1, transaction: 8001 });
    host.refunds.last.resolve(GIVEN_BACK);
    await settle();
    expect(host.details.count).toBe(2);
  });

  it('goes on, whatever page comes up, until its answer is seen', async () => {
    const { host, book } = await reading(detail(1));
    book.askToRefund(PAID);
    void book.refunds.give(PAID);
    await settle();
    book.open();
    expect(book.refunds.refunding).not.toBeNull();
    host.refunds.last.resolve(GIVEN_BACK);
    await settle();
    book.open();
    expect(book.refunds.answer).toEqual(GIVEN_BACK);
  });

  it('is not begun any more once the page comes up again', async () => {
    const { book } = await reading(detail(1));
    book.askToRefund(PAID);
    book.open();
    expect(book.refunds.refunding).toBeNull();
  });
});

describe('a sale that could not be read', () => {
  it('is not said to be so once it could', async () => {
    const { host, book } = await reading(detail(1));
    book.changed(row(1, { asOf: 2 }));
    host.details.last.reject(problem('bloqueada'));
    await settle();
    expect(book.saleProblem).toEqual(problem('bloqueada'));
    book.changed(row(1, { asOf: 3 }));
    host.details.last.resolve(detail(1, { row: row(1, { asOf: 3 }) }));
    await settle();
    expect(book.saleProblem).toBeNull();
  });
});

describe('a refund that nobody knew about', () => {
  async function deciding() {
    const at = await reading(detail(1));
    void at.book.decide(UNKNOWN, 'given-back');
    await settle();
    at.approval.question!.answer({ kind: 'at-counter' });
    await settle();
    return at;
  }

  it('is shown as a supervisor decided', async () => {
    const { host, book } = await deciding();
    expect(host.decided.last.args).toEqual([1, 5, 'given-back', { kind: 'at-counter' }]);
    const decided = detail(1, { row: row(1, { asOf: 3 }), canAsk: false });
    host.decided.last.resolve(decided);
    await settle();
    expect(book.selected).toEqual(decided);
  });

  it('stays as it is where nobody answers for it', async () => {
    const { book, approval } = await reading(detail(1));
    const { selected } = book;
    void book.decide(UNKNOWN, 'not-given-back');
    await settle();
    approval.question!.answer(null);
    await settle();
    expect(book.selected).toBe(selected);
    expect(book.doing).toBeNull();
  });

  it('says why it was not decided', async () => {
    const { host, book } = await deciding();
    host.decided.last.reject(problem('no'));
    await settle();
    expect(book.saleProblem).toEqual(problem('no'));
  });
});

describe('a table', () => {
  it('is of all that is looked for', async () => {
    const { host, book } = await listing([row(9)], true);
    book.words = '22-11-2026';
    book.filter('paid');
    void book.exportTo('xlsx');
    void book.exportTo('csv');
    expect(host.exported.made.map((call) => call.args)).toEqual([
      [{ words: '22-11-2026', kind: 'paid', before: null }, 'xlsx'],
    ]);
    host.exported.last.resolve({ count: 14, path: '/home/caja/Ventas.xlsx' });
    await settle();
    expect(book.exported).toEqual({ count: 14, path: '/home/caja/Ventas.xlsx' });
    expect(book.exporting).toBeNull();
  });

  it('is not told of once something else is looked for', async () => {
    const { host, book } = await listing([row(9)]);
    void book.exportTo('csv');
    host.exported.last.resolve({ count: 1, path: '/home/caja/Ventas.csv' });
    await settle();
    void book.search();
    expect(book.exported).toBeNull();
  });

  it('says why it was not written', async () => {
    const { host, book } = await listing([row(9)]);
    void book.exportTo('csv');
    host.exported.last.reject(problem('disco lleno'));
    await settle();
    expect(book.problem).toEqual(problem('disco lleno'));
    expect(book.exporting).toBeNull();
  });
});

describe('the book at the counter', () => {
  async function counterAtBook() {
    const host = new FakeHost();
    const counter = new Counter(host, () => {});
    const starting = counter.start();
    await settle();
    host.homes.last.resolve(home());
    await starting;
    counter.turnTo('book');
    host.lookups.last.resolve({ rows: [row(1)], hasMore: false });
    await settle();
    return { host, counter, book: counter.book };
  }

  it('looks up anew whenever its page comes up', async () => {
    const { host, counter } = await counterAtBook();
    counter.turnTo('book');
    expect(host.lookups.count).toBe(1);
    counter.turnTo('book');
    expect(host.lookups.count).toBe(2);
  });

  it('hears of every change', async () => {
    const { host, book } = await counterAtBook();
    host.change(change(payment(2, APPROVED)));
    expect(ids(book)).toEqual([2, 1]);
  });

  it('goes back to the list first, then to the counter', async () => {
    const { host, counter, book } = await counterAtBook();
    void book.select(1);
    host.details.last.resolve(detail(1));
    await settle();
    counter.back();
    expect([counter.page, book.selected]).toEqual(['book', null]);
    counter.back();
    expect(counter.page).toBe('counter');
  });
});
