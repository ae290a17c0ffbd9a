import { describe, expect, it } from 'vitest';
import type { Asked, Payment, PaymentState } from '../dto';
import { Heard } from './heard';
import { OnScreen } from './on-screen.svelte';
import { text } from '../text';
import {
  APPROVED,
  FakeHost,
  payment,
  problem,
  REJECTED,
  settle,
  VALIDATING,
  WAITING,
} from './testing';

const ANSWER = problem('Banchile lo dijo a las 14:07.');

function asked(of: Payment): Asked {
  return { payment: of, answer: ANSWER };
}

function onScreen(state: PaymentState = WAITING) {
  const host = new FakeHost();
  const heard = new Heard();
  return { host, heard, sale: new OnScreen(host, heard, payment(1, state)) };
}

describe('asking whether it is paid', () => {
  it('takes the answer and says that it was given', async () => {
    const { host, sale } = onScreen();
    const asking = sale.ask();
    expect(sale.asking).toBe(true);
    host.asked.last.resolve(asked(payment(1, VALIDATING)));
    await asking;
    expect(sale.asking).toBe(false);
    expect(sale.answer).toEqual(ANSWER);
    expect(sale.payment.state).toEqual(VALIDATING);
  });

  it('asks once at a time', () => {
    const { host, sale } = onScreen();
    void sale.ask();
    void sale.ask();
    expect(host.asked.count).toBe(1);
  });

  it('does not keep an answer that a change made stale', async () => {
    const { host, sale } = onScreen();
    const asking = sale.ask();
    host.asked.last.resolve(asked(payment(1, WAITING)));
    await asking;
    sale.take(payment(1, WAITING));
    expect(sale.answer).toEqual(ANSWER);
    sale.take(payment(1, VALIDATING));
    expect(sale.answer).toBeNull();
  });

  it('shows the problem it was rejected with, and can be asked again', async () => {
    const { host, sale } = onScreen();
    const asking = sale.ask();
    host.asked.last.reject(problem('no answer'));
    await asking;
    expect(sale.problem).toEqual(problem('no answer'));
    expect(sale.answer).toBeNull();
    void sale.ask();
    expect(sale.problem).toBeNull();
    expect(host.asked.count).toBe(2);
  });

  it('promises nothing where the rejection is no problem of the till', async () => {
    const { host, sale } = onScreen();
    const asking = sale.ask();
    host.asked.last.reject('command not found');
    await asking;
    expect(sale.problem).toEqual(text.problem.unforeseen);
  });

  it('never undoes an outcome that came meanwhile', async () => {
    const { host, heard, sale } = onScreen();
    const asking = sale.ask();
    const paid = payment(1, APPROVED, { asOf: 2 });
    heard.put(paid);
    sale.take(paid);
    host.asked.last.resolve(asked(payment(1, WAITING)));
    await asking;
    expect(sale.payment.state).toEqual(APPROVED);
    expect(sale.answer, 'the outcome answers better').toBeNull();
  });

  it('is answered on the outcome too, where asking found it', async () => {
    const { host, heard, sale } = onScreen();
    const asking = sale.ask();
    host.asked.last.resolve(asked(payment(1, APPROVED)));
    await asking;
    heard.put(payment(1, APPROVED));
    sale.take(payment(1, APPROVED, { receipt: { kind: 'printing' } }));
    expect(sale.answer).toEqual(ANSWER);
  });
});

describe('a sale', () => {
  it('does not go back to how it stood before', () => {
    const { sale } = onScreen();
    sale.take(payment(1, APPROVED, { asOf: 9 }));
    sale.take(payment(1, WAITING, { asOf: 8 }));
    expect(sale.payment.state).toEqual(APPROVED);
  });
});

describe('cancelling', () => {
  it('takes two steps', async () => {
    const { host, sale } = onScreen();
    await sale.cancel();
    expect(host.cancelled.count).toBe(0);
    sale.askToCancel();
    expect(sale.cancelStep).toBe('confirming');
    const cancelling = sale.cancel();
    expect(sale.cancelStep).toBe('cancelling');
    void sale.cancel();
    expect(host.cancelled.count).toBe(1);
    host.cancelled.last.resolve({ kind: 'revoked' });
    await cancelling;
    expect(sale.cancelStep).toBe('none');
    expect(sale.cancelOutcome).toEqual({ kind: 'revoked' });
  });

  it('can be left after the first', () => {
    const { host, sale } = onScreen();
    sale.askToCancel();
    sale.keep();
    expect(sale.cancelStep).toBe('none');
    expect(host.cancelled.count).toBe(0);
  });

  it('stops asking once the sale has an outcome', () => {
    const { sale } = onScreen();
    sale.askToCancel();
    sale.take(payment(1, APPROVED));
    expect(sale.cancelStep).toBe('none');
    sale.askToCancel();
    expect(sale.cancelStep).toBe('none');
  });

  it('keeps saying what came of it when the sale changes', async () => {
    const { host, sale } = onScreen();
    sale.askToCancel();
    const cancelling = sale.cancel();
    host.cancelled.last.resolve({ kind: 'revoked' });
    await cancelling;
    sale.take(payment(1, REJECTED));
    expect(sale.cancelOutcome).toEqual({ kind: 'revoked' });
  });

  it('tells an unknown outcome as its problem', async () => {
    const { host, sale } = onScreen();
    sale.askToCancel();
    const cancelling = sale.cancel();
    host.cancelled.last.resolve({ kind: 'unknown', problem: problem('no answer') });
    await cancelling;
    expect(sale.problem).toEqual(problem('no answer'));
  });

  it('that was refused leaves the sale as it was', async () => {
    const { host, sale } = onScreen();
    sale.askToCancel();
    const cancelling = sale.cancel();
    host.cancelled.last.reject(problem('busy'));
    await cancelling;
    expect(sale.cancelStep).toBe('none');
    expect(sale.cancelOutcome).toBeNull();
    expect(sale.problem).toEqual(problem('busy'));
    expect(sale.payment.state).toEqual(WAITING);
  });

  it('promises nothing about money after a fault that nobody foresaw', async () => {
    const { host, sale } = onScreen();
    sale.askToCancel();
    const cancelling = sale.cancel();
    host.cancelled.last.reject('command not found');
    await cancelling;
    expect(sale.problem).toEqual(text.problem.unforeseenCharge);
  });
});

describe('printing', () => {
  it('is for what has something to print', async () => {
    const { host, sale } = onScreen(WAITING);
    await sale.print();
    expect([host.reprinted.count, host.qrSlips.count, host.rejectionSlips.count]).toEqual([0, 0, 0]);
  });

  it('takes the receipt as it is then, once at a time', async () => {
    const { host, sale } = onScreen(APPROVED);
    sale.take(payment(1, APPROVED, { printable: 'receipt' }));
    const printing = sale.print();
    void sale.print();
    expect(host.reprinted.count).toBe(1);
    host.reprinted.last.resolve(payment(1, APPROVED, { receipt: { kind: 'printing' } }));
    await printing;
    expect(sale.payment.receipt).toEqual({ kind: 'printing' });
    expect(sale.printing).toBe(false);
  });

  it('of a slip says that it is out only when it is', async () => {
    const { host, sale } = onScreen(WAITING);
    sale.take(payment(1, WAITING, { printable: 'qr-slip' }));
    const failing = sale.print();
    host.qrSlips.last.reject(problem('no paper'));
    await failing;
    expect(sale.printed).toBe(false);
    expect(sale.problem).toEqual(problem('no paper'));
    const printing = sale.print();
    expect(sale.problem).toBeNull();
    host.qrSlips.last.resolve(null);
    await printing;
    expect(sale.printed).toBe(true);
  });

  it('of which nobody was sure is settled by who looked', async () => {
    const { host, sale } = onScreen(APPROVED);
    const seeing = sale.receiptSeen(7);
    expect(host.seen.last.args).toEqual([1, 7]);
    host.seen.last.resolve(payment(1, APPROVED, { receipt: { kind: 'seen' } }));
    await seeing;
    expect(sale.payment.receipt).toEqual({ kind: 'seen' });
  });

  it('again of what did not come out happens once at a time', async () => {
    const { host, sale } = onScreen(APPROVED);
    const printing = sale.printAgain(7);
    void sale.printAgain(7);
    expect(host.printedAgain.count).toBe(1);
    host.printedAgain.last.resolve(payment(1, APPROVED, { receipt: { kind: 'printing' } }));
    await printing;
    expect(sale.payment.receipt).toEqual({ kind: 'printing' });
  });
});

describe('opening in the browser', () => {
  it('says so only when it was', async () => {
    const { host, sale } = onScreen();
    void sale.openInBrowser();
    host.browsed.last.reject(problem('no browser'));
    await settle();
    expect(sale.openedInBrowser).toBe(false);
    expect(sale.problem).toEqual(problem('no browser'));
    void sale.openInBrowser();
    host.browsed.last.resolve(null);
    await settle();
    expect(sale.openedInBrowser).toBe(true);
    expect(sale.problem).toBeNull();
  });
});

describe('showing it to the customer', () => {
  it('says so only when it was', async () => {
    const { host, sale } = onScreen();
    void sale.showToCustomer();
    host.shownToCustomer.last.reject(problem('no window'));
    await settle();
    expect(sale.shownToCustomer).toBe(false);
    expect(sale.problem).toEqual(problem('no window'));
    void sale.showToCustomer();
    expect(sale.problem).toBeNull();
    host.shownToCustomer.last.resolve(null);
    await settle();
    expect(sale.shownToCustomer).toBe(true);
  });
});
