import type { Authority } from '../dto';
import type { Staff } from './staff.svelte';

/** What needs somebody who answers for it. */
export type Deed = 'refund' | 'decide-refund' | 'close-shift';

/** A question that waits for its answer. */
export type Question = {
  deed: Deed;
  /** What it is about, such as `$12.990`: nobody gives a word for they know not what. */
  about: string;
  answer: (authority: Authority | null) => void;
};

/** Asks whose word something is done on, where that of whoever is at the counter is not enough. */
export class Approval {
  question = $state.raw<Question | null>(null);

  #staff: Staff;

  constructor(staff: Staff) {
    this.#staff = staff;
  }

  /** On whose word; `null` where nobody gives it. */
  ask(deed: Deed, about: string): Promise<Authority | null> {
    const anybody = this.#staff.people.atCounter.kind === 'anybody';
    // A refund always names who answers for it, and what is said of one cannot be taken back.
    const asksAlways = deed === 'decide-refund' || (anybody && deed === 'refund');
    if (this.#staff.supervises && !asksAlways) return Promise.resolve({ kind: 'at-counter' });
    this.question?.answer(null);
    return new Promise((resolve) => {
      const answer = (authority: Authority | null) => {
        // Not the one that came after it.
        if (this.question === question) this.question = null;
        resolve(authority);
      };
      const question = { deed, about, answer };
      this.question = question;
    });
  }
}
