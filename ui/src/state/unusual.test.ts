import { describe, expect, it } from 'vitest';
import type { PaymentState, SaleRow } from '../dto';
import { APPROVED, payment, REJECTED, row, WAITING } from './testing';
import { unusual } from './unusual';

function sale(amount: string, state: PaymentState = APPROVED): SaleRow {
  return row(payment(1, state, { amount }));
}

describe('an unusual amount', () => {
  it('is ten times the largest that was paid', () => {
    const rows = [sale('$12.990'), sale('$60.000'), sale('$4.500')];
    expect(unusual('599999', rows)).toBeNull();
    expect(unusual('600000', rows)).toEqual({ largest: '$60.000' });
  });

  it('is half a million at least', () => {
    const rows = [sale('$4.500')];
    expect(unusual('499999', rows)).toBeNull();
    expect(unusual('500000', rows)).toEqual({ largest: '$4.500' });
  });

  it('is a million where nothing is known', () => {
    expect(unusual('999999', [])).toBeNull();
    expect(unusual('1000000', [])).toEqual({ largest: null });
  });

  it('is measured by what was paid, also where it was given back', () => {
    const given = { kind: 'refunded', givenBack: '$70.000', how: 'Visa' } as const;
    expect(unusual('600000', [sale('$4.500'), sale('$70.000', given)])).toBeNull();
    const unpaid = [sale('$4.500'), sale('$70.000', REJECTED), sale('$70.000', WAITING)];
    expect(unusual('600000', unpaid)).toEqual({ largest: '$4.500' });
  });

  it('is measured by the last fifty', () => {
    const rows = Array.from({ length: 50 }, () => sale('$4.500'));
    expect(unusual('600000', [...rows, sale('$70.000')])).not.toBeNull();
    expect(unusual('600000', [...rows.slice(1), sale('$70.000')])).toBeNull();
    expect(unusual('600000', [sale('$9', WAITING), ...rows.slice(1), sale('$70.000')])).toBeNull();
  });

  it('is measured in pesos only', () => {
    expect(unusual('999999', [sale('US$70.000')])).toBeNull();
    expect(unusual('1000000', [sale('US$70.000')])).toEqual({ largest: null });
    expect(unusual('20000000', [sale('$1.900.000')])).toEqual({ largest: '$1.900.000' });
  });
});
