import { describe, expect, it } from 'vitest';
import { Heard } from './heard';
import { APPROVED, payment, VALIDATING, WAITING } from './testing';

describe('an answer that an event overtook', () => {
  it('does not undo an outcome', async () => {
    const heard = new Heard();
    const answer = heard.newest(Promise.resolve(payment(1, WAITING)));
    heard.put(payment(1, APPROVED));
    expect((await answer).state).toEqual(APPROVED);
  });

  it('counts where the event brought no outcome', async () => {
    const heard = new Heard();
    const answer = heard.newest(Promise.resolve(payment(1, WAITING)));
    heard.put(payment(1, { kind: 'opening' }));
    expect((await answer).state).toEqual(WAITING);
  });

  it('counts where the outcome is older than the call', async () => {
    const heard = new Heard();
    heard.put(payment(1, { kind: 'rejected', why: '' }));
    expect((await heard.newest(Promise.resolve(payment(1, WAITING)))).state).toEqual(WAITING);
  });

  it('counts where the event was about another sale', async () => {
    const heard = new Heard();
    const answer = heard.newest(Promise.resolve(payment(1, VALIDATING)));
    heard.put(payment(2, APPROVED));
    expect((await answer).state).toEqual(VALIDATING);
  });
});
