import { describe, expect, it } from 'vitest';
import type { PaymentState, RowState } from '../dto';
import {
  APPROVED,
  attemptRejected,
  payment,
  problem,
  REJECTED,
  VALIDATING,
  WAITING,
} from './testing';
import { toneFor } from './tone';

function tone(before: RowState | null, after: PaymentState) {
  return toneFor({ state: before, payment: null }, payment(1, after));
}

describe('the tone of a change', () => {
  it('tells the outcomes apart', () => {
    expect(tone('waiting', APPROVED)).toBe('approved');
    expect(tone('validating', REJECTED)).toBe('rejected');
    expect(tone('waiting', { kind: 'cancelled', why: '' })).toBe('rejected');
    expect(tone('waiting', { kind: 'expired', why: '' })).toBe('rejected');
    expect(tone('waiting', { kind: 'attention', problem: problem('?') })).toBe('attention');
    expect(tone('approved', { kind: 'conflict', problem: problem('!') })).toBe('attention');
    expect(
      tone('partly-paid', { kind: 'partial-expired', paid: '', missing: '', missingDigits: '' }),
    ).toBe('attention');
  });

  it('is silent for what is seen for the first time', () => {
    expect(tone(null, APPROVED)).toBeNull();
  });

  it('is silent where nothing changed', () => {
    expect(tone('approved', APPROVED)).toBeNull();
  });

  it('is silent for money that people gave back', () => {
    expect(tone('approved', { kind: 'refunded', givenBack: '$1', how: '' })).toBeNull();
  });

  it('is silent for progress', () => {
    expect(tone('opening', WAITING)).toBeNull();
    expect(tone('waiting', VALIDATING)).toBeNull();
  });

  it('is silent for a sale that did not open: nothing was rejected', () => {
    expect(tone('opening', { kind: 'unopened', problem: problem('x') })).toBeNull();
  });

  it('tells each rejected attempt once', () => {
    const once = payment(1, WAITING, attemptRejected(1));
    const twice = payment(1, WAITING, attemptRejected(2));
    const before = (known: typeof once) => ({ state: 'waiting' as const, payment: known });
    expect(toneFor(before(payment(1, WAITING)), once)).toBe('rejected');
    expect(toneFor(before(once), once)).toBeNull();
    expect(toneFor(before(once), twice)).toBe('rejected');
    expect(toneFor({ state: 'waiting', payment: null }, once)).toBeNull();
  });
});
