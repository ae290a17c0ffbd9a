import { describe, expect, it } from 'vitest';
import { Heard, newest } from './heard';
import { APPROVED, payment, VALIDATING, WAITING } from './testing';

describe('the newest of two', () => {
  it('is what is told, unless what is known is newer', () => {
    const at = (asOf: number) => ({ asOf });
    const [known, told] = [at(7), at(7)];
    expect(newest(known, told)).toBe(told);
    expect(newest(at(6), told)).toBe(told);
    expect(newest(null, told)).toBe(told);
    expect(newest(known, at(6))).toBe(known);
  });
});

describe('an answer that an event overtook', () => {
  it('does not undo what was heard', async () => {
    const heard = new Heard();
    const printing = payment(1, APPROVED, { asOf: 7, receipt: { kind: 'printing' } });
    const printed = payment(1, APPROVED, { asOf: 8, receipt: { kind: 'seen' } });
    const answer = heard.newest(Promise.resolve(printing));
    heard.put(printed);
    expect(await answer).toEqual(printed);
  });

  it('counts where what was heard is older', async () => {
    const heard = new Heard();
    heard.put(payment(1, { kind: 'rejected', why: '' }, { asOf: 7 }));
    const answer = heard.newest(Promise.resolve(payment(1, WAITING, { asOf: 8 })));
    expect((await answer).state).toEqual(WAITING);
  });

  it('counts where the event was about another sale', async () => {
    const heard = new Heard();
    heard.put(payment(2, APPROVED, { asOf: 9 }));
    const answer = heard.newest(Promise.resolve(payment(1, VALIDATING, { asOf: 8 })));
    expect((await answer).state).toEqual(VALIDATING);
  });
});
