import { describe, expect, it } from 'vitest';
import type { TypedAmount } from '../dto';
import { AmountEntry } from './amount.svelte';
import { Call, FakeHost, problem, settle } from './testing';

/** An amount whose every question to the till waits for the test. */
function slowAmount() {
  const asked: Call<string, TypedAmount>[] = [];
  const host = new FakeHost();
  host.typeAmount = (text) => {
    const call = new Call<string, TypedAmount>(text);
    asked.push(call);
    return call.answer;
  };
  const answer = (index: number, digits: string) =>
    asked[index]!.resolve({ text: `$${digits}`, digits });
  return { amount: new AmountEntry(host), asked, answer };
}

describe('typing an amount', () => {
  it('shows what the till makes of the digits', async () => {
    const amount = new AmountEntry(new FakeHost());
    await amount.press('1');
    await amount.press('2');
    await amount.press('00');
    expect(amount.shown).toEqual({ text: '$1200', digits: '1200' });
  });

  it('builds on keys that are not answered yet', () => {
    const { amount, asked } = slowAmount();
    void amount.press('1');
    void amount.press('2');
    void amount.press('9');
    void amount.backspace();
    expect(asked.map((call) => call.args)).toEqual(['1', '12', '129', '12']);
  });

  it('never goes back to an older answer', async () => {
    const { amount, answer } = slowAmount();
    void amount.press('1');
    void amount.press('2');
    answer(1, '12');
    await settle();
    expect(amount.shown.text).toBe('$12');
    answer(0, '1');
    await settle();
    expect(amount.shown.text).toBe('$12');
  });

  it('ignores an older refusal, too', async () => {
    const { amount, asked, answer } = slowAmount();
    void amount.press('1');
    void amount.press('2');
    answer(1, '12');
    asked[0]!.reject(problem('no'));
    await settle();
    expect(amount.problem).toBeNull();
  });

  it('starts with no zeros', async () => {
    const { amount, asked } = slowAmount();
    void amount.press('0');
    void amount.press('00');
    void amount.press('5');
    expect(asked.map((call) => call.args)).toEqual(['', '', '5']);
  });

  it('is empty at zero', async () => {
    const amount = new AmountEntry(new FakeHost());
    expect(amount.isEmpty).toBe(true);
    await amount.press('7');
    expect(amount.isEmpty).toBe(false);
    await amount.backspace();
    expect(amount.isEmpty).toBe(true);
    expect(amount.shown.text).toBe('$0');
  });
});

describe('pasting an amount', () => {
  it('goes on with its digits', async () => {
    const amount = new AmountEntry(new FakeHost());
    await amount.paste('$12.990');
    expect(amount.shown.digits).toBe('12990');
    await amount.press('5');
    expect(amount.shown.digits).toBe('129905');
  });

  it('keeps what was there when the till refuses it, and says why', async () => {
    const amount = new AmountEntry(new FakeHost());
    await amount.press('5');
    await amount.paste('12.990,50');
    expect(amount.shown.text).toBe('$5');
    expect(amount.problem).toEqual(problem('no amount: 12.990,50'));
  });
});

describe('a refused amount', () => {
  it('cannot be charged until the next key', async () => {
    const amount = new AmountEntry(new FakeHost());
    await amount.paste('999999999');
    await amount.press('9');
    expect(amount.problem).not.toBeNull();
    expect(await amount.settled()).toBeNull();
    await amount.backspace();
    expect(amount.problem).toBeNull();
    expect(await amount.settled()).toEqual({ text: '$99999999', digits: '99999999' });
  });
});

describe('settling', () => {
  it('waits for the newest key', async () => {
    const { amount, answer } = slowAmount();
    void amount.press('1');
    void amount.press('2');
    answer(0, '1');
    let settled: TypedAmount | null | undefined;
    void amount.settled().then((value) => (settled = value));
    await settle();
    expect(settled).toBeUndefined();
    answer(1, '12');
    await settle();
    expect(settled).toEqual({ text: '$12', digits: '12' });
  });

  it('has nothing to charge at zero', async () => {
    const amount = new AmountEntry(new FakeHost());
    await amount.press('0');
    expect(await amount.settled()).toBeNull();
  });
});
