import type { CancelOutcome, Payment, Printable, Problem } from '../dto';
import type { Host } from '../host';
import { text } from '../text';
import { newest, type Heard } from './heard';
import { isOutcome } from './payment-state';
import { problemOf } from './problem';

/** The sale on screen and what the cashier does with it. */
export class OnScreen {
  payment = $state.raw() as Payment;

  asking = $state(false);
  /** The answer to "¿Pagó o no?", until the sale changes. */
  answer = $state.raw<Problem | null>(null);

  cancelStep = $state<'none' | 'confirming' | 'cancelling'>('none');
  cancelOutcome = $state.raw<CancelOutcome | null>(null);

  printing = $state(false);
  /** A slip of the sale came out. */
  printed = $state(false);
  openedInBrowser = $state(false);
  shownToCustomer = $state(false);

  /** Why the last thing asked of the till did not happen. */
  problem = $state.raw<Problem | null>(null);

  #host: Host;
  #heard: Heard;

  constructor(host: Host, heard: Heard, payment: Payment) {
    this.#host = host;
    this.#heard = heard;
    this.payment = payment;
  }

  get saleId(): number {
    return this.payment.saleId;
  }

  /** The sale as it stands now; what is older than what is shown is not taken. */
  take(payment: Payment): void {
    if (newest(this.payment, payment) !== payment) return;
    if (payment.state.kind !== this.payment.state.kind) {
      this.answer = null;
      this.problem = null;
      this.printed = false;
    }
    if (isOutcome(payment.state) && this.cancelStep === 'confirming') this.cancelStep = 'none';
    this.payment = payment;
  }

  /** "¿Pagó o no?" */
  async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    this.#forgetAnswers();
    await this.#try(async () => {
      const asked = this.#host.askNow(this.saleId);
      const payment = await this.#heard.newest(asked.then((asked) => asked.payment));
      this.take(payment);
      // An outcome that came meanwhile answers better.
      const { payment: told, answer } = await asked;
      if (payment === told) this.answer = answer;
    });
    this.asking = false;
  }

  askToCancel(): void {
    if (this.cancelStep === 'none' && !isOutcome(this.payment.state)) {
      this.cancelStep = 'confirming';
    }
  }

  keep(): void {
    if (this.cancelStep === 'confirming') this.cancelStep = 'none';
  }

  async cancel(): Promise<void> {
    if (this.cancelStep !== 'confirming') return;
    this.cancelStep = 'cancelling';
    this.#forgetAnswers();
    await this.#try(async () => {
      const outcome = await this.#host.cancelSale(this.saleId);
      this.cancelOutcome = outcome;
      if (outcome.kind === 'unknown') this.problem = outcome.problem;
    }, text.problem.unforeseenCharge);
    this.cancelStep = 'none';
  }

  async openInBrowser(): Promise<void> {
    this.problem = null;
    await this.#try(async () => {
      await this.#host.openInBrowser(this.saleId);
      this.openedInBrowser = true;
    });
  }

  async showToCustomer(): Promise<void> {
    this.problem = null;
    await this.#try(async () => {
      await this.#host.showCustomerDisplay();
      this.shownToCustomer = true;
    });
  }

  /** Puts on paper what the sale has for it. */
  async print(): Promise<void> {
    const { printable } = this.payment;
    if (this.printing || printable === null) return;
    this.printing = true;
    this.problem = null;
    await this.#try(() => this.#print(printable));
    this.printing = false;
  }

  async #print(printable: Printable): Promise<void> {
    switch (printable) {
      case 'receipt':
        this.take(await this.#heard.newest(this.#host.reprint(this.saleId)));
        return;
      case 'qr-slip':
        await this.#host.printQrSlip(this.saleId);
        break;
      case 'rejection-slip':
        await this.#host.printRejectionSlip(this.saleId);
    }
    this.printed = true;
  }

  /** Prints again a receipt that did not come out whole. */
  async printAgain(jobId: number): Promise<void> {
    await this.#settleReceipt(() => this.#host.printAgain(this.saleId, jobId));
  }

  /** Somebody saw all of the receipt that nobody was sure of. */
  async receiptSeen(jobId: number): Promise<void> {
    await this.#settleReceipt(() => this.#host.receiptSeen(this.saleId, jobId));
  }

  async #settleReceipt(settle: () => Promise<Payment>): Promise<void> {
    if (this.printing) return;
    this.printing = true;
    this.problem = null;
    await this.#try(async () => {
      this.take(await this.#heard.newest(settle()));
    });
    this.printing = false;
  }

  #forgetAnswers(): void {
    this.answer = null;
    this.cancelOutcome = null;
    this.problem = null;
  }

  async #try(action: () => Promise<void>, unforeseen?: Problem): Promise<void> {
    try {
      await action();
    } catch (rejection) {
      this.problem = problemOf(rejection, unforeseen);
    }
  }
}
