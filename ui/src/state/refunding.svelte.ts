import type {
  PaymentDetail,
  Problem,
  RefundAnswer,
  RefundDetail,
  RefundFinding,
  SaleDetail,
} from '../dto';
import type { Host } from '../host';
import { text } from '../text';
import { AmountEntry } from './amount.svelte';
import type { Approval } from './approval.svelte';
import { problemOf } from './problem';

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

/** Giving money back, and what became of it where nobody knew. */
export class Refunds {
  /** Set while somebody is about to give money back. */
  refunding = $state.raw<Refunding | null>(null);
  /** The till is giving it back. */
  giving = $state(false);
  /** What came of it. */
  answer = $state.raw<RefundAnswer | null>(null);
  /** Why it was not given back. */
  problem = $state.raw<Problem | null>(null);

  #host: Host;
  #approval: Approval;
  #reload: (saleId: number) => Promise<void>;
  #isUnderWay = false;

  constructor(host: Host, approval: Approval, reload: (saleId: number) => Promise<void>) {
    this.#host = host;
    this.#approval = approval;
    this.#reload = reload;
  }

  /** Asks how much of a payment to give back. */
  ask(saleId: number, payment: PaymentDetail): void {
    if (this.#isUnderWay) return;
    this.leave();
    this.refunding = new Refunding(this.#host, saleId, payment);
  }

  /** Nothing more to give back, or not after all; never while the till is at it. */
  leave(): void {
    if (this.#isUnderWay) return;
    this.refunding = null;
    this.answer = null;
    this.problem = null;
  }

  /** Gives money of a payment, as it stands by now, back on somebody's word. */
  async give({ transaction, refundable }: PaymentDetail): Promise<void> {
    const { refunding } = this;
    if (this.#isUnderWay || refunding === null) return;
    const { saleId, isWhole } = refunding;
    const amount = isWhole ? null : refunding.written.trim();
    this.#isUnderWay = true;
    this.problem = null;
    const about = isWhole ? refundable?.left : refunding.part;
    const authority = await this.#approval.ask('refund', about ?? '');
    if (authority !== null) {
      this.giving = true;
      try {
        this.answer = await this.#host.refund({ saleId, transaction, amount, authority });
      } catch (rejection) {
        const { unforeseen } = text.book.refund;
        const problem = problemOf(rejection, unforeseen);
        // What nobody foresaw may have given the money back: it may not be tried again.
        if (problem === unforeseen) this.answer = { state: 'unknown', told: problem };
        else this.problem = problem;
      }
      this.giving = false;
    }
    this.#isUnderWay = false;
    if (authority !== null) await this.#reload(saleId);
  }

  /** A supervisor says what became of a refund that nobody knew about; `null` where none does. */
  async decide(
    saleId: number,
    { id, amount }: RefundDetail,
    finding: RefundFinding,
  ): Promise<SaleDetail | null> {
    const about = `${text.book.finding[finding]} · ${amount}`;
    const authority = await this.#approval.ask('decide-refund', about);
    return authority === null ? null : this.#host.decideRefund(saleId, id, finding, authority);
  }
}
