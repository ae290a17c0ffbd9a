import { describe, expect, it } from 'vitest';
import type { SaleRow } from '../dto';
import { SalesList } from './sales.svelte';
import { APPROVED, payment, row, WAITING } from './testing';

const TODAY = { total: '$0', count: 0, givenBack: null };

function listOf(...rows: SaleRow[]): SalesList {
  const list = new SalesList();
  list.load(rows, TODAY);
  return list;
}

describe('the list of sales', () => {
  it('changes a known sale in its place', () => {
    const list = listOf(row(payment(2, WAITING)), row(payment(1, WAITING)));
    list.put(row(payment(1, APPROVED)), { total: '$12.990', count: 1, givenBack: null });
    expect(list.rows.map(({ id, state }) => [id, state])).toEqual([
      [2, 'waiting'],
      [1, 'approved'],
    ]);
    expect(list.today).toEqual({ total: '$12.990', count: 1, givenBack: null });
  });

  it('does not take a sale back to how it stood before', () => {
    const list = listOf(row(payment(1, APPROVED, { asOf: 9 })));
    list.put(row(payment(1, WAITING, { asOf: 8 })), TODAY);
    expect(list.stateOf(1)).toBe('approved');
  });

  it('puts a new sale on top', () => {
    const list = listOf(row(payment(1, APPROVED)));
    list.put(row(payment(2, WAITING)), TODAY);
    expect(list.rows.map(({ id }) => id)).toEqual([2, 1]);
  });

  it('knows the state of a sale it holds, and of no other', () => {
    const list = listOf(row(payment(1, APPROVED)));
    expect(list.stateOf(1)).toBe('approved');
    expect(list.stateOf(2)).toBeNull();
  });

  it('knows nothing of the day before the till tells', () => {
    const list = new SalesList();
    list.load([], null);
    expect(list.today).toBeNull();
    list.put(row(payment(1, APPROVED)), TODAY);
    expect(list.today).toEqual(TODAY);
  });

  it('counts what can still be paid, and what calls for people', () => {
    const stateOf = (id: number, state: SaleRow['state']): SaleRow => ({
      ...row(payment(id, WAITING)),
      state,
    });
    const list = listOf(
      stateOf(1, 'waiting'),
      stateOf(2, 'validating'),
      stateOf(3, 'attention'),
      stateOf(4, 'conflict'),
      stateOf(5, 'partly-paid'),
      stateOf(6, 'approved'),
    );
    expect([list.pending, list.toReview]).toEqual([3, 1]);
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
