import { describe, expect, it } from 'vitest';
import type { RefundDetail } from '../dto';
import { text } from '../text';
import { Approval } from './approval.svelte';
import { Refunding, Refunds } from './refunding.svelte';
import { Staff } from './staff.svelte';
import { FakeHost, GIVEN_BACK, PAID, problem, settle, staffed } from './testing';

const UNKNOWN: RefundDetail = {
  id: 5,
  amount: '$6.000',
  at: '22-11-2026 15:20',
  by: 'Ana',
  state: 'unknown',
  told: problem('No se sabe si se devolvió.'),
};

/** Where Ana supervises or Beto charges, a payment of the first sale is about to be given back. */
function refundsOf(who: 'ana' | 'beto' = 'ana') {
  const host = new FakeHost();
  const staff = new Staff(host);
  staff.take(staffed(who));
  const approval = new Approval(staff);
  const reloaded: number[] = [];
  const refunds = new Refunds(host, approval, (saleId) => {
    reloaded.push(saleId);
    return Promise.resolve();
  });
  refunds.ask(1, PAID);
  return { host, approval, reloaded, refunds, refunding: refunds.refunding! };
}

describe('giving money back', () => {
  it('is done on the word of a supervisor, and read anew', async () => {
    const { host, refunds, refunding, reloaded } = refundsOf();
    await refunding.write(' 6.000 ');
    void refunds.give(PAID);
    await settle();
    expect(host.refunds.last.args).toEqual({
      saleId: 1,
      transaction: 8001,
      amount: '6.000',
      authority: { kind: 'at-counter' },
    });
    expect([refunds.giving, reloaded]).toEqual([true, []]);
    host.refunds.last.resolve(GIVEN_BACK);
    await settle();
    expect(refunds.answer).toEqual(GIVEN_BACK);
    expect([refunds.giving, reloaded]).toEqual([false, [1]]);
  });

  it('waits for somebody who answers for it', async () => {
    const { host, refunds, approval } = refundsOf('beto');
    void refunds.give(PAID);
    await settle();
    expect(host.refunds.count).toBe(0);
    expect(approval.question!.about).toBe(PAID.refundable!.left);
    approval.question!.answer({ kind: 'colleague', cashierId: 1, pin: '1234' });
    await settle();
    expect(host.refunds.last.args.amount).toBeNull();
    expect(host.refunds.last.args.authority).toEqual({
      kind: 'colleague',
      cashierId: 1,
      pin: '1234',
    });
  });

  it('tells whoever answers for it how much of it is meant', async () => {
    const { refunds, refunding, approval } = refundsOf('beto');
    await refunding.write('6000');
    void refunds.give(PAID);
    await settle();
    expect(approval.question!.about).toBe('$6000');
  });

  it('is not done where nobody answers for it, and can be asked again', async () => {
    const { host, refunds, refunding, approval, reloaded } = refundsOf('beto');
    await refunding.write('6000');
    void refunds.give(PAID);
    await settle();
    approval.question!.answer(null);
    await settle();
    expect([host.refunds.count, reloaded]).toEqual([0, []]);
    expect(refunds.refunding).toBe(refunding);
    expect(refunding.written).toBe('6000');
    void refunds.give(PAID);
    await settle();
    expect(approval.question).not.toBeNull();
  });

  it('is asked of the till once, however often it is pressed', async () => {
    const { host, refunds } = refundsOf();
    void refunds.give(PAID);
    void refunds.give(PAID);
    await settle();
    void refunds.give(PAID);
    await settle();
    expect(host.refunds.count).toBe(1);
  });

  it('cannot be left while the till is at it, nor another begun', async () => {
    const { host, refunds, refunding } = refundsOf();
    void refunds.give(PAID);
    await settle();
    refunds.leave();
    refunds.ask(2, PAID);
    expect(refunds.refunding).toBe(refunding);
    host.refunds.last.resolve(GIVEN_BACK);
    await settle();
    refunds.leave();
    expect([refunds.refunding, refunds.answer]).toEqual([null, null]);
  });

  it('keeps what was written where the till refuses, says why, and reads anew', async () => {
    const { host, refunds, refunding, reloaded } = refundsOf();
    await refunding.write('6000');
    void refunds.give(PAID);
    await settle();
    host.refunds.last.reject(problem('El PIN no es correcto.'));
    await settle();
    expect(refunds.problem).toEqual(problem('El PIN no es correcto.'));
    expect(refunds.answer).toBeNull();
    expect(refunding.written).toBe('6000');
    expect(reloaded).toEqual([1]);
  });

  it('is not offered again after a fault that nobody foresaw', async () => {
    const { host, refunds } = refundsOf();
    void refunds.give(PAID);
    await settle();
    host.refunds.last.reject(new Error('broken pipe'));
    await settle();
    expect(refunds.answer).toEqual({ state: 'unknown', told: text.book.refund.unforeseen });
  });
});

describe('how much to give back', () => {
  const refundingOf = () => new Refunding(new FakeHost(), 1, PAID);

  it('is all of it where nothing is written', () => {
    const { isWhole, isClear } = refundingOf();
    expect([isWhole, isClear]).toEqual([true, true]);
  });

  it('is clear once the till has read what is written', async () => {
    const it = refundingOf();
    const writing = it.write('6.000');
    expect([it.isWhole, it.isClear]).toEqual([false, false]);
    await writing;
    expect([it.isClear, it.part]).toEqual([true, '$6000']);
    const more = it.write('6.0001');
    expect(it.isClear).toBe(false);
    await more;
    expect([it.isClear, it.part]).toEqual([true, '$60001']);
  });

  it('is not all of it where a zero is written', async () => {
    const it = refundingOf();
    await it.write('0');
    expect([it.isWhole, it.isClear]).toEqual([false, false]);
  });

  it('says why what is written is no amount', async () => {
    const it = refundingOf();
    await it.write('6');
    await it.write('seis');
    expect(it.problem).toEqual(problem('no amount: seis'));
    expect(it.isClear).toBe(false);
    await it.write('');
    expect([it.problem, it.isClear]).toEqual([null, true]);
  });
});

describe('a refund that nobody knew about', () => {
  it('is decided on the word of a supervisor, who is asked though they are there', async () => {
    const { host, refunds, approval } = refundsOf();
    const deciding = refunds.decide(1, UNKNOWN, 'given-back');
    expect(host.decided.count).toBe(0);
    expect(approval.question!.deed).toBe('decide-refund');
    expect(approval.question!.about).toBe(`${text.book.finding['given-back']} · $6.000`);
    approval.question!.answer({ kind: 'at-counter' });
    await settle();
    expect(host.decided.last.args).toEqual([1, 5, 'given-back', { kind: 'at-counter' }]);
    host.decided.last.reject(problem('no'));
    await expect(deciding).rejects.toEqual(problem('no'));
  });

  it('stays as it is where nobody answers for it', async () => {
    const { host, refunds, approval } = refundsOf('beto');
    const deciding = refunds.decide(1, UNKNOWN, 'not-given-back');
    approval.question!.answer(null);
    expect(await deciding).toBeNull();
    expect(host.decided.count).toBe(0);
  });
});
