import { describe, expect, it } from 'vitest';
import type { SaleRow } from '../dto';
import { SalesList } from './sales.svelte';
import { APPROVED, NOTHING_WAITS, payment, row, WAITING } from './testing';

const TODAY = { total: '$0', count: 0, givenBack: null };
const TOTALS = { today: TODAY, waiting: NOTHING_WAITS };

function listOf(...rows: SaleRow[]): SalesList {
  const list = new SalesList();
  list.load(rows, TOTALS);
  return list;
}

describe('the list of sales', () => {
  it('changes a known sale in its place', () => {
    const list = listOf(row(payment(2, WAITING)), row(payment(1, WAITING)));
    const today = { total: '$12.990', count: 1, givenBack: null };
    list.put(row(payment(1, APPROVED)), { ...TOTALS, today });
    expect(list.rows.map(({ id, state }) => [id, state])).toEqual([
      [2, 'waiting'],
      [1, 'approved'],
    ]);
    expect(list.today).toEqual({ total: '$12.990', count: 1, givenBack: null });
  });

  it('does not take a sale back to how it stood before', () => {
    const list = listOf(row(payment(1, APPROVED, { asOf: 9 })));
    list.put(row(payment(1, WAITING, { asOf: 8 })), TOTALS);
    expect(list.stateOf(1)).toBe('approved');
  });

  it('puts a new sale on top', () => {
    const list = listOf(row(payment(1, APPROVED)));
    list.put(row(payment(2, WAITING)), TOTALS);
    expect(list.rows.map(({ id }) => id)).toEqual([2, 1]);
  });

  it('knows the state of a sale it holds, and of no other', () => {
    const list = listOf(row(payment(1, APPROVED)));
    expect(list.stateOf(1)).toBe('approved');
    expect(list.stateOf(2)).toBeNull();
  });

  it('knows nothing of the day before the till tells', () => {
    const list = new SalesList();
    list.load([], { ...TOTALS, today: null });
    expect(list.today).toBeNull();
    list.put(row(payment(1, APPROVED)), TOTALS);
    expect(list.today).toEqual(TODAY);
  });

  it('tells what waits as the till counts it, also while it is locked', () => {
    const list = new SalesList();
    list.load([], { today: null, waiting: { pending: 2, attention: 1 } });
    expect(list.waiting).toEqual({ pending: 2, attention: 1 });
    list.put(row(payment(1, APPROVED)), { today: TODAY, waiting: NOTHING_WAITS });
    expect(list.waiting).toEqual(NOTHING_WAITS);
  });

  it('parts the days', () => {
    const at = (id: number, at: string): SaleRow => ({ ...row(payment(id, APPROVED)), at });
    const list = listOf(
      at(4, '09:10'),
      at(3, '08:55'),
      at(2, '21-11-2026 18:22'),
      at(1, '20-11-2026 10:00'),
    );
    expect(
      list.days.map(({ date, sales }) => [date, sales.map(({ hour }) => hour)]),
    ).toEqual([
      ['', ['09:10', '08:55']],
      ['21-11-2026', ['18:22']],
      ['20-11-2026', ['10:00']],
    ]);
  });
});
