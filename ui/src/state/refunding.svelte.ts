import type { PaymentDetail, Problem } from '../dto';
import type { Host } from '../host';
import { AmountEntry } from './amount.svelte';

/** Money of a payment that somebody is about to give back: how much of it, as it is written. */
export class Refunding {
  /** As written; nothing for all that is left. */
  written = $state('');
  /** The till has yet to read the newest of it. */
  isReading = $state(false);

  readonly saleId: number;
  readonly payment: PaymentDetail;
  #entry: AmountEntry;
  #writes = 0;

  constructor(host: Host, saleId: number, payment: PaymentDetail) {
    this.saleId = saleId;
    this.payment = payment;
    this.#entry = new AmountEntry(host);
  }

  get isWhole(): boolean {
    return this.written.trim() === '';
  }

  /** What the till made of it, such as `$6.000`. */
  get part(): string {
    return this.#entry.shown.text;
  }

  /** Why what is written is no amount. */
  get problem(): Problem | null {
    return this.isWhole ? null : this.#entry.problem;
  }

  /** Whether it is clear how much is meant. */
  get isClear(): boolean {
    return this.isWhole || (!this.isReading && this.problem === null && !this.#entry.isEmpty);
  }

  async write(written: string): Promise<void> {
    const turn = ++this.#writes;
    this.written = written;
    this.isReading = true;
    await this.#entry.paste(written.trim());
    if (turn === this.#writes) this.isReading = false;
  }
}
