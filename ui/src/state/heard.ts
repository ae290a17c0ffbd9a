import type { Payment } from '../dto';
import { isOutcome } from './payment-state';

/**
 * The payments that change events brought. An answer to a call may be older than an event that
 * overtook it; an outcome that was heard meanwhile must not be undone by it.
 */
export class Heard {
  #last = new Map<number, { payment: Payment; turn: number }>();
  #turn = 0;

  put(payment: Payment): void {
    this.#last.set(payment.saleId, { payment, turn: ++this.#turn });
  }

  last(saleId: number): Payment | null {
    return this.#last.get(saleId)?.payment ?? null;
  }

  /** The answer to a call, or the outcome that was heard while it was under way. */
  async newest<Answer extends Payment | null>(call: Promise<Answer>): Promise<Answer | Payment> {
    const since = this.#turn;
    const answer = await call;
    if (answer === null) return answer;
    const heard = this.#last.get(answer.saleId);
    const overtaken =
      heard !== undefined &&
      heard.turn > since &&
      isOutcome(heard.payment.state) &&
      !isOutcome(answer.state);
    return overtaken ? heard.payment : answer;
  }
}
