import type { Payment } from '../dto';

/** Something that says how far the ledger was when it was so. */
type Dated = { asOf: number };

/** What is told, unless what is known already is newer. */
export function newest<Known extends Dated>(known: Known | null | undefined, told: Known): Known {
  return known != null && known.asOf > told.asOf ? known : told;
}

/**
 * The payments that change events brought. An answer to a call may be older than an event that
 * overtook it; what was heard meanwhile must not be undone by it.
 */
export class Heard {
  #last = new Map<number, Payment>();

  put(payment: Payment): void {
    this.#last.set(payment.saleId, payment);
  }

  last(saleId: number): Payment | null {
    return this.#last.get(saleId) ?? null;
  }

  /** The answer to a call, or what was heard that is newer. */
  async newest<Answer extends Payment | null>(call: Promise<Answer>): Promise<Answer | Payment> {
    const answer = await call;
    if (answer === null) return answer;
    return newest<Payment>(this.#last.get(answer.saleId), answer);
  }
}
