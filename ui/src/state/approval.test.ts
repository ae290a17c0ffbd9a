import { beforeEach, describe, expect, it } from 'vitest';
import type { Authority, People } from '../dto';
import { Approval, type Deed } from './approval.svelte';
import { Staff } from './staff.svelte';
import { ANYBODY, FakeHost, settle, staffed } from './testing';

let staff: Staff;
let approval: Approval;

beforeEach(() => {
  staff = new Staff(new FakeHost());
  approval = new Approval(staff);
});

/** Asks, and tells what was answered so far. */
function ask(deed: Deed, there: People): (Authority | null)[] {
  const answers: (Authority | null)[] = [];
  staff.take(there);
  void approval.ask(deed, '$990').then((authority) => answers.push(authority));
  return answers;
}

const ANAS: Authority = { kind: 'colleague', cashierId: 1, pin: '1234' };

describe('an approval', () => {
  it.each<Deed>(['refund', 'close-shift'])(
    'is that of a supervisor who is there: %s',
    async (deed) => {
      const answers = ask(deed, staffed('ana'));
      await settle();
      expect(approval.question).toBeNull();
      expect(answers).toEqual([{ kind: 'at-counter' }]);
    },
  );

  it.each<Deed>(['refund', 'close-shift'])('is asked for from a cashier: %s', async (deed) => {
    const answers = ask(deed, staffed('beto'));
    await settle();
    expect(approval.question?.deed).toBe(deed);
    expect(answers).toEqual([]);
    approval.question?.answer(ANAS);
    await settle();
    expect(answers).toEqual([ANAS]);
    expect(approval.question).toBeNull();
  });

  it('has a name for a refund, where anybody may be there', async () => {
    const answers = ask('refund', ANYBODY);
    expect(approval.question?.deed).toBe('refund');
    approval.question?.answer({ kind: 'named', name: 'Rosa' });
    await settle();
    expect(answers).toEqual([{ kind: 'named', name: 'Rosa' }]);
  });

  it('needs no name for a shift, where anybody may be there', async () => {
    const answers = ask('close-shift', ANYBODY);
    await settle();
    expect(answers).toEqual([{ kind: 'at-counter' }]);
    expect(approval.question).toBeNull();
  });

  it('may be denied', async () => {
    const answers = ask('refund', staffed('beto'));
    approval.question?.answer(null);
    await settle();
    expect(answers).toEqual([null]);
    expect(approval.question).toBeNull();
  });

  it('is denied to an earlier question that nobody answered', async () => {
    const earlier = ask('refund', staffed('beto'));
    const later = ask('close-shift', staffed('beto'));
    await settle();
    expect(earlier).toEqual([null]);
    expect(later).toEqual([]);
    expect(approval.question?.deed).toBe('close-shift');
  });

  it('answers its own question only', async () => {
    ask('refund', staffed('beto'));
    const earlier = approval.question;
    const later = ask('close-shift', staffed('beto'));
    earlier?.answer(ANAS);
    await settle();
    expect(approval.question?.deed).toBe('close-shift');
    expect(later).toEqual([]);
  });
});
